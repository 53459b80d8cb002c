use super::*;
use std::collections::BTreeSet;

#[test]
fn there_are_thirty_one_and_each_is_there_once() {
    let paragraphs: BTreeSet<&str> = ATTRIBUTES.iter().map(|it| it.paragraph).collect();
    assert_eq!((ATTRIBUTES.len(), paragraphs.len()), (31, 31));
    // How many subparagraphs each paragraph has.
    for (paragraph, count) in [
        (1, 4),
        (2, 4),
        (3, 2),
        (4, 4),
        (5, 2),
        (6, 4),
        (7, 5),
        (8, 4),
        (9, 2),
    ] {
        let start = format!("{paragraph}.");
        assert_eq!(
            paragraphs
                .iter()
                .filter(|it| it.starts_with(&start))
                .count(),
            count
        );
    }
}

#[test]
fn an_element_that_shows_an_attribute_alone_belongs_to_no_other() {
    for attribute in ATTRIBUTES {
        let alone: &[Element] = match &attribute.shown {
            All(elements) => elements,
            FirstOr(first, _) => std::slice::from_ref(first),
            Shared(_) | Nowhere => &[],
        };
        for element in alone {
            let others = ATTRIBUTES.iter().filter(|other| {
                other.paragraph != attribute.paragraph
                    && match other.shown {
                        All(elements) | Shared(elements) => elements.contains(element),
                        FirstOr(first, rest) => first == *element || rest.contains(element),
                        Nowhere => false,
                    }
            });
            assert_eq!(others.count(), 0, "{}", attribute.paragraph);
        }
    }
}
