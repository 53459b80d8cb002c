#!/usr/bin/env bash
# Do the tests notice when a rule of the outcome is wrong? Each mutant turns one rule around in a
# copy of the tree; the tests must fail. Not part of the usual checks, since each mutant is a build:
#
#   tests/mutants.sh            all mutants
#   tests/mutants.sh NAME…      these only
#   tests/mutants.sh --check    builds nothing; only looks whether the list still fits the source
#
# A mutant whose original text is not found once in its file is an error, so that the list cannot
# rot; so is one that does not compile. Exits 1 if a mutant survives, 2 on an error.
# MUTANTS_TARGET_DIR is where the copy and its build go (default: target/mutants).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export CARGO_TARGET_DIR=${MUTANTS_TARGET_DIR:-$root/target/mutants}
# Fewer random cases, and no search for the smallest: a failure is all that is asked.
export PROPTEST_CASES=${PROPTEST_CASES:-60} PROPTEST_MAX_SHRINK_ITERS=0
export CARGO_PROFILE_DEV_DEBUG=0
tree=$CARGO_TARGET_DIR/tree
check=
if [[ ${1:-} == --check ]]; then
  check=1
  shift
fi
wanted=("$@")
killed=0 survivors=() errors=()

if [[ $check ]]; then
  tree=$root
else
  mkdir -p "$tree"
  find "$tree" -mindepth 1 -delete
  git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$tree"
fi

build() { (cd "$tree" && cargo test --quiet --test it --no-run >"$CARGO_TARGET_DIR/build.log" 2>&1); }
run() {
  (cd "$tree" && timeout 600 cargo test --quiet --test it -- "$@" >"$CARGO_TARGET_DIR/tests.log" 2>&1)
}
# The examples first: they are quick and catch most.
tests() { run laws::tables laws::scope laws::ties laws::verdict && run laws packs; }

# mutant NAME FILE ORIGINAL REPLACEMENT
mutant() {
  local name=$1 file=$tree/$2 original=$3 replacement=$4 text rest start=$SECONDS
  if ((${#wanted[@]})) && [[ " ${wanted[*]} " != *" $name "* ]]; then
    return
  fi
  text=$(<"$file")
  rest=${text#*"$original"}
  if [[ $rest == "$text" ]]; then
    result "$name" "$2" "ERROR: the original text is not there" "$start"
    errors+=("$name")
    return
  fi
  if [[ $rest == *"$original"* ]]; then
    result "$name" "$2" "ERROR: the original text is there twice" "$start"
    errors+=("$name")
    return
  fi
  if [[ $check ]]; then
    return
  fi
  printf '%s\n' "${text%%"$original"*}$replacement$rest" >"$file"
  if ! build; then
    result "$name" "$2" "ERROR: it does not compile" "$start"
    errors+=("$name")
  elif tests; then
    result "$name" "$2" "SURVIVED" "$start"
    survivors+=("$name")
  else
    result "$name" "$2" "killed" "$start"
    killed=$((killed + 1))
  fi
  printf '%s\n' "$text" >"$file"
}

result() { printf '%-28s %-28s %-10s %4ds\n' "$1" "$2" "$3" $((SECONDS - $4)); }

if [[ ! $check ]] && { ! build || ! tests; }; then
  tail -n 40 "$CARGO_TARGET_DIR/build.log" "$CARGO_TARGET_DIR/tests.log" >&2 || true
  echo "The tests fail without a mutant." >&2
  exit 2
fi

j=src/evaluate/judge.rs
mutant applies-false-any-worth $j '(Truth::False, Truth::False) => Truth::False,' '(Truth::False, _) => Truth::False,'
mutant applies-true-by-minimum $j '(Truth::True, _) => Truth::True,' '(Truth::True, Truth::True) => Truth::True,'
mutant helps-at-any-worth $j '(Truth::True, Truth::True) => Truth::True,' '(Truth::True, _) => Truth::True,'
mutant hurts-by-minimum $j '(Truth::False, _) => Truth::False,' '(Truth::False, Truth::False) => Truth::False,'
mutant prohibition $j 'return if prohibition {' 'return if !prohibition {'
mutant pass-where-it-applies $j 'if satisfies == Truth::True {' 'if satisfies == Truth::True && applies == Truth::True {'
mutant fail-without-applying $j 'match applies.min(not(satisfies)) {' 'match not(satisfies) {'
mutant best-of-readings $j 'judged.rank() > known.rank()' 'judged.rank() < known.rank()'
mutant date-to-come-forgotten $j 'stated.extend(without(asking.seen, key, facts));' 'let _ = without(asking.seen, key, facts);'
mutant sixty-four $j '*product <= COMBINATIONS' '*product < COMBINATIONS'
mutant host-has-worth $j ' || is_host(key))' ')'
mutant weak-members $j $'.filter(|fact| fact.worth.reaches(minimum))\n                .map(|fact| &fact.value)' '.map(|fact| &fact.value)'
mutant views-thought-equal $j '.all(|fact| fact.worth.reaches(*minimum));' '.any(|fact| fact.worth.reaches(*minimum));'

e=src/evaluate.rs
mutant law-in-force $e '!entry.in_force(question.as_of)' 'entry.in_force(question.as_of)'
mutant check-did-not-run $e '(!ran).then(' '(ran).then('
mutant effective-day $e 'if date > question.as_of' 'if date >= question.as_of'
mutant resources-of-others $e 'entity.kind == kind && owners.contains(principal)' 'entity.kind == kind && !owners.is_empty()'
mutant none-there $e 'WhenNone::Insufficient => Outcome::Insufficient,' 'WhenNone::Insufficient => Outcome::NotApplicable,'

c=src/policy/clause.rs
mutant false-is-known $c 'Some(false) if self.definite_false => Truth::False,' 'Some(false) => Truth::False,'
mutant true-is-known $c 'Some(true) if self.definite_true => Truth::True,' 'Some(true) => Truth::True,'
mutant if-unknown $c 'Truth::Unknown if then == otherwise => then,' 'Truth::Unknown if then == Truth::True => then,'
mutant can-atom $c 'is_some_and(|atom| atom.can_be(wanted))' 'is_some()'
mutant can-and $c 'a.can_be(true, atoms) && b.can_be(true, atoms)' 'a.can_be(true, atoms) || b.can_be(true, atoms)'

w=src/policy/cedar/walk.rs
mutant row-has $w $'} => (true, false),\n            _ if !reads_open' $'} => (true, true),\n            _ if !reads_open'
mutant row-contains $w 'BinaryOp::Contains if open(left) && !has_open(right) => (true, false),' 'BinaryOp::Contains if open(left) && !has_open(right) => (true, true),'
mutant row-contains-any $w $'=>\n                {\n                    (true, false)\n                }' $'=>\n                {\n                    (true, true)\n                }'
mutant row-all-of-open $w '=> (false, true),
                _ => (false, false),' '=> (true, true),
                _ => (false, false),'
mutant row-empty $w '} if open(expr) => (false, true),' '} if open(expr) => (true, true),'
mutant row-equal-sets $w $'_ => (false, false),\n            },' $'_ => (true, true),\n            },'
mutant several-when $w 'other => Formula::And(' 'other => Formula::Or('

p=src/policy/cedar.rs
mutant warnings-let-through $p 'in result.validation_warnings()' 'in result.validation_warnings().take(0)'
mutant host-count-unset $p 'RestrictedExpression::new_long(0)' 'RestrictedExpression::new_long(1)'

r=src/run.rs
mutant nothing-applied $r ' || !applied {' ' || mandatory.is_empty() {'
mutant built-in-passes $r ' && !BUILT_IN.contains(&finding.control.as_str())' ' && (!BUILT_IN.is_empty() || finding.control.is_empty())'
mutant advisory-gates $r '.filter(|finding| finding.enforcement == Enforcement::Mandatory)' '.filter(|finding| finding.enforcement <= Enforcement::Advisory)'
mutant insufficient-exits-0 $r 'Self::Insufficient => 3,' 'Self::Insufficient => 0,'
mutant best-dossier $r '.max()' '.min()'

x=src/fact/contradiction.rs
mutant equals-settle $x ' && worth != other)' ')'
mutant any-better-settles $x '.all(|other| worth.reaches(*other)' '.any(|other| worth.reaches(*other)'
mutant anything-settles $x 'worth.strength == Strength::Recomputed)' 'worth.strength >= Strength::Stated)'

i=src/fact/identity.rs
mutant untied-counts src/fact/collect.rs 'Some(Who::Entity(entity, owners)) if owners.is_empty() => {' 'Some(Who::Entity(entity, owners)) if owners.len() > 9 => {'
mutant about-nobody $i '&& !nobody.contains(only)' '&& (nobody.is_empty() || !nobody.is_empty())'
mutant first-of-several $i 'if let [only] = all.as_slice()' 'if let [only, ..] = all.as_slice()'
mutant strangers $i 'if distinct.len() < 2 {' 'if distinct.len() < 9 {'
mutant future-is-recent src/fact/collect.rs 'if days < 0 && matches!(' 'if days < -99_999 && matches!('

b=src/evaluate/builtin.rs
mutant nobody-set-the-scope $b $'finding.outcome = Outcome::Insufficient;\n                finding.message = "Nobody' $'finding.outcome = Outcome::Pass;\n                finding.message = "Nobody'
mutant laxest-pack $b 'set.into_iter().min()' 'set.into_iter().max()'
mutant broken-is-read $b 'if document.status == Status::Broken {' 'if document.status > Status::Broken {'
mutant any-digest-will-do $b 'check.actual.as_ref() == Ok(&check.stated)' 'check.actual.is_ok()'
mutant conflict-passes $b $'finding.outcome = Outcome::Fail;\n                finding.remedy.push(format!(' $'finding.outcome = Outcome::Pass;\n                finding.remedy.push(format!('

v=src/fact/value.rs
mutant signed-year $v "text.starts_with(['-', '+'])" 'text.is_empty()'
mutant short-month $v '24 * 31' '24 * 28'
mutant half-up $v ' || value % 2 == 1' ' || value >= 0'
mutant any-no $v '_ if !stands => None,' '_ if rest.len() > 99 => None,'

mutant placeholders src/fact/hollow.rs ' || PLACEHOLDERS.contains(&bare.as_str())' ' || PLACEHOLDERS.is_empty()'

echo
echo "$killed killed, ${#survivors[@]} survived, ${#errors[@]} errors in $((SECONDS / 60)) min"
if ((${#errors[@]})); then exit 2; fi
if ((${#survivors[@]})); then exit 1; fi
