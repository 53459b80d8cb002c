//! The packs that the program carries: every case of every control.

use passmuster::authoring::run_cases;
use passmuster::policy;

#[test]
fn every_case_of_every_built_in_pack_holds() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for name in policy::built_in_packs() {
        let pack = policy::load(name).unwrap_or_else(|problems| panic!("{problems}"));
        for result in run_cases(&pack) {
            count += 1;
            if !result.holds() {
                wrong.push(format!(
                    "{} \"{}\": expected {}, came to {:?}: {}",
                    result.control, result.name, result.expected, result.actual, result.explanation
                ));
            }
        }
    }
    assert!(count > 0, "no case ran");
    assert!(
        wrong.is_empty(),
        "{} of {count} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
