//! The inputs that documents list.

use passmuster_plugin::text::bare;
use passmuster_plugin::{CheckError, Dossier, Places, Receipt};

/// Documented inputs that are looked at of one entity.
const DOCUMENTED: usize = 5_000;

/// The inputs that documents list.
pub(super) struct Documented {
    /// Bare names.
    names: Places,
    /// What first states each of them.
    receipts: Vec<Receipt>,
    /// How many entities list inputs.
    pub(super) entities: usize,
}

impl Documented {
    /// Those of the subject, if it is a model or a system that lists any; else those of all models
    /// and systems that are tied to it.
    pub(super) fn read(dossier: &dyn Dossier) -> Result<Self, CheckError> {
        let subject = dossier.subject();
        let mut found = Self {
            names: Places::new(),
            receipts: Vec::new(),
            entities: 0,
        };
        let own = subject.starts_with("Model::") || subject.starts_with("System::");
        if own {
            found.add(dossier, &subject)?;
        }
        if found.entities == 0 {
            for kind in ["Model", "System"] {
                for entity in dossier.entities(kind) {
                    if entity != subject {
                        found.add(dossier, &entity)?;
                    }
                }
            }
        }
        Ok(found)
    }

    fn add(&mut self, dossier: &dyn Dossier, entity: &str) -> Result<(), CheckError> {
        let facts = dossier
            .facts(entity, "model_inputs")
            .map_err(|error| CheckError::read("model_inputs", error))?;
        let known = self.receipts.len();
        for fact in facts.iter().take(DOCUMENTED) {
            let name = bare(&fact.value);
            if !name.is_empty() && self.names.place(&name).1 {
                self.receipts.push(fact.receipt);
            }
        }
        self.entities += usize::from(self.receipts.len() > known);
        Ok(())
    }

    /// What states an input.
    pub(super) fn find(&self, input: &str) -> Option<Receipt> {
        let at = self.names.get(&bare(input))?;
        self.receipts.get(at).copied()
    }

    /// Whether no document lists any.
    pub(super) fn is_empty(&self) -> bool {
        self.receipts.is_empty()
    }
}
