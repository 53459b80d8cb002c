//! One budget over all memories of a call, and one over all its tables.

use wasmtime::ResourceLimiter;

/// One budget over all memories and tables of a store: wasmtime's own limits are for each.
pub(super) struct Limiter {
    memory_left: usize,
    elements_left: usize,
    /// The budget that growth was refused for.
    pub(super) hit: Option<&'static str>,
}

/// What grows.
#[derive(Clone, Copy)]
enum Budget {
    Memory,
    Tables,
}

impl Limiter {
    /// Budgets in bytes and elements.
    pub(super) fn new(memory: usize, elements: usize) -> Self {
        Self {
            memory_left: memory,
            elements_left: elements,
            hit: None,
        }
    }

    /// Takes growth from its budget. Growth that is refused gives -1, the same on every machine.
    fn spend(&mut self, budget: Budget, current: usize, desired: usize) -> bool {
        let (left, name) = match budget {
            Budget::Memory => (&mut self.memory_left, "memory"),
            Budget::Tables => (&mut self.elements_left, "table-elements"),
        };
        match left.checked_sub(desired.saturating_sub(current)) {
            Some(rest) => *left = rest,
            None => {
                self.hit = Some(name);
                return false;
            }
        }
        true
    }
}

impl ResourceLimiter for Limiter {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.spend(Budget::Memory, current, desired))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.spend(Budget::Tables, current, desired))
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        // Not the plugin's doing, and not the same on every machine: an error, not a -1.
        Err(error)
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

/// Core instances a store may have.
pub(super) const INSTANCES: usize = 64;
/// Tables a store may have.
pub(super) const TABLES: usize = 64;
/// Memories a store may have.
pub(super) const MEMORIES: usize = 8;
