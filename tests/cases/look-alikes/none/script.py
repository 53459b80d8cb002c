"""Trains the model."""
import torch
