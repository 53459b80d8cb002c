//! Keys and the order in which they first came, without the code size of a tree or a hash.

/// Distinct texts, numbered from 0 in the order in which they first came.
#[derive(Debug, Default)]
pub struct Places {
    keys: Vec<String>,
    /// Numbers of the keys, sorted by key.
    sorted: Vec<usize>,
}

impl Places {
    /// Without any.
    pub fn new() -> Self {
        Self::default()
    }

    fn search(&self, key: &str) -> Result<usize, usize> {
        let of = |number: usize| self.keys.get(number).map_or("", String::as_str);
        let at = self.sorted.partition_point(|number| of(*number) < key);
        match self.sorted.get(at) {
            Some(number) if of(*number) == key => Ok(*number),
            _ => Err(at),
        }
    }

    /// The number of a key that came.
    pub fn get(&self, key: &str) -> Option<usize> {
        self.search(key).ok()
    }

    /// The number of a key, and whether it comes for the first time.
    pub fn place(&mut self, key: &str) -> (usize, bool) {
        match self.search(key) {
            Ok(number) => (number, false),
            Err(at) => {
                let number = self.keys.len();
                self.keys.push(key.to_owned());
                self.sorted.insert(at, number);
                (number, true)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_as_they_come() {
        let mut places = Places::new();
        let found: Vec<(usize, bool)> = ["b", "a", "b", "", "c", "a"]
            .iter()
            .map(|key| places.place(key))
            .collect();
        assert_eq!(
            found,
            [
                (0, true),
                (1, true),
                (0, false),
                (2, true),
                (3, true),
                (1, false)
            ]
        );
        assert_eq!((places.get("c"), places.get("d")), (Some(3), None));
    }
}
