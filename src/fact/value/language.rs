//! Languages: their tags (BCP 47) where a document gives a name or a longer code.

/// (ISO 639-1, ISO 639-2/3, English name). What is not here stays as it is written.
#[rustfmt::skip]
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("af", "afr", "Afrikaans"), ("ar", "ara", "Arabic"), ("bg", "bul", "Bulgarian"),
    ("bn", "ben", "Bengali"), ("ca", "cat", "Catalan"), ("cs", "ces", "Czech"),
    ("cy", "cym", "Welsh"), ("da", "dan", "Danish"), ("de", "deu", "German"),
    ("el", "ell", "Greek"), ("en", "eng", "English"), ("es", "spa", "Spanish"),
    ("et", "est", "Estonian"), ("eu", "eus", "Basque"), ("fa", "fas", "Persian"),
    ("fi", "fin", "Finnish"), ("fr", "fra", "French"), ("ga", "gle", "Irish"),
    ("gl", "glg", "Galician"), ("gu", "guj", "Gujarati"), ("ha", "hau", "Hausa"),
    ("he", "heb", "Hebrew"), ("hi", "hin", "Hindi"), ("hr", "hrv", "Croatian"),
    ("hu", "hun", "Hungarian"), ("hy", "hye", "Armenian"), ("id", "ind", "Indonesian"),
    ("is", "isl", "Icelandic"), ("it", "ita", "Italian"), ("ja", "jpn", "Japanese"),
    ("ka", "kat", "Georgian"), ("kk", "kaz", "Kazakh"), ("km", "khm", "Khmer"),
    ("kn", "kan", "Kannada"), ("ko", "kor", "Korean"), ("lt", "lit", "Lithuanian"),
    ("lv", "lav", "Latvian"), ("ml", "mal", "Malayalam"), ("mr", "mar", "Marathi"),
    ("ms", "msa", "Malay"), ("mt", "mlt", "Maltese"), ("my", "mya", "Burmese"),
    ("ne", "nep", "Nepali"), ("nl", "nld", "Dutch"), ("no", "nor", "Norwegian"),
    ("pa", "pan", "Punjabi"), ("pl", "pol", "Polish"), ("pt", "por", "Portuguese"),
    ("ro", "ron", "Romanian"), ("ru", "rus", "Russian"), ("sk", "slk", "Slovak"),
    ("sl", "slv", "Slovenian"), ("sq", "sqi", "Albanian"), ("sr", "srp", "Serbian"),
    ("sv", "swe", "Swedish"), ("sw", "swa", "Swahili"), ("ta", "tam", "Tamil"),
    ("te", "tel", "Telugu"), ("th", "tha", "Thai"), ("tr", "tur", "Turkish"),
    ("uk", "ukr", "Ukrainian"), ("ur", "urd", "Urdu"), ("uz", "uzb", "Uzbek"),
    ("vi", "vie", "Vietnamese"), ("yo", "yor", "Yoruba"), ("zh", "zho", "Chinese"),
    ("zu", "zul", "Zulu"),
];

/// The tag of a language that is given by its code or its English name, with a region where there
/// is one.
pub(super) fn tag(text: &str) -> String {
    let (language, region) = match text.split_once(['-', '_']) {
        Some((language, region)) => (language, Some(region)),
        None => (text, None),
    };
    let known = LANGUAGES.iter().find(|(short, long, name)| {
        language.eq_ignore_ascii_case(short)
            || language.eq_ignore_ascii_case(long)
            || region.is_none() && language.eq_ignore_ascii_case(name)
    });
    match (known, region) {
        (Some((short, ..)), None) => (*short).to_owned(),
        (Some((short, ..)), Some(region))
            if region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            format!("{short}-{}", region.to_ascii_uppercase())
        }
        _ => text.to_owned(),
    }
}
