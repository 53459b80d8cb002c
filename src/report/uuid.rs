//! UUIDs made from names (RFC 9562, version 5), so that the same run has the same ones.

/// The namespace of URIs (RFC 9562, section 6.6).
const URI: [u8; 16] = [
    0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8,
];

/// A namespace: a UUID under which names get theirs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Namespace([u8; 16]);

impl Namespace {
    /// That of a URI.
    pub(super) fn of(uri: &str) -> Self {
        Self(version_5(&URI, uri))
    }

    /// The UUID of a name.
    pub(super) fn uuid(&self, name: &str) -> String {
        written(&version_5(&self.0, name))
    }
}

fn version_5(namespace: &[u8; 16], name: &str) -> [u8; 16] {
    let mut bytes = namespace.to_vec();
    bytes.extend_from_slice(name.as_bytes());
    let mut uuid = [0; 16];
    for (to, from) in uuid.iter_mut().zip(sha1(&bytes)) {
        *to = from;
    }
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut uuid;
    *version = (*version & 0x0F) | 0x50;
    *variant = (*variant & 0x3F) | 0x80;
    uuid
}

fn written(uuid: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in uuid.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

/// SHA-1 (RFC 3174), which version 5 names. Nothing is kept safe by it: it only makes names short.
fn sha1(message: &[u8]) -> [u8; 20] {
    let mut state: [u32; 5] = [
        0x6745_2301,
        0xEFCD_AB89,
        0x98BA_DCFE,
        0x1032_5476,
        0xC3D2_E1F0,
    ];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend_from_slice(&(message.len() as u64).wrapping_mul(8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> = block
            .chunks_exact(4)
            .map(|it| {
                it.iter()
                    .fold(0, |word, byte| (word << 8) | u32::from(*byte))
            })
            .collect();
        for at in 16..80 {
            let word = [3, 8, 14, 16]
                .iter()
                .filter_map(|back| words.get(at - back))
                .fold(0, |word, it| word ^ it);
            words.push(word.rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in words.iter().enumerate() {
            let (f, k) = match at {
                0..20 => ((b & c) | (!b & d), 0x5A82_7999),
                20..40 => (b ^ c ^ d, 0x6ED9_EBA1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC),
                _ => (b ^ c ^ d, 0xCA62_C1D6_u32),
            };
            let next = a
                .rotate_left(5)
                .wrapping_add(f)
                .wrapping_add(e)
                .wrapping_add(k)
                .wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, it) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(it);
        }
    }
    let mut digest = [0; 20];
    let bytes = state.iter().flat_map(|it| it.to_be_bytes());
    for (to, from) in digest.iter_mut().zip(bytes) {
        *to = from;
    }
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_the_standards_say() {
        // RFC 3174, section 7.3; RFC 9562, appendix A.4 (of the namespace of DNS).
        let hex = |it: [u8; 20]| it.iter().map(|it| format!("{it:02x}")).collect::<String>();
        assert_eq!(
            hex(sha1(b"abc")),
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        );
        assert_eq!(
            hex(sha1(
                b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
            )),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        );
        let mut dns = URI;
        if let Some(it) = dns.get_mut(3) {
            *it = 0x10;
        }
        assert_eq!(
            Namespace(dns).uuid("www.example.com"),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2"
        );
        assert_eq!(
            Namespace::of("urn:example").uuid("a"),
            Namespace::of("urn:example").uuid("a")
        );
    }
}
