//! Weights, archives and programs, recognised by their first bytes and never read further.

use memchr::memmem::find;

use ArtifactKind::{
    Arrow, Bzip2, Executable, Ggml, Gguf, GitLfsPickle, GitLfsPointer, Gzip, Hdf5, Lz4, Numpy,
    NumpyObject, Onnx, Parquet, Pickle, PytorchLegacy, PytorchZip, Rar, Safetensors, SevenZip,
    Sqlite, Tar, Tflite, Wasm, Xz, Zip, Zlib, Zstd,
};

/// A file that is no document: its kind and size are facts, its content is not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// The path inside the dossier, `/` between its parts.
    pub path: String,
    /// The size.
    pub bytes: u64,
    /// What the file is.
    pub kind: ArtifactKind,
}

/// What an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArtifactKind {
    /// Tensors behind a JSON header; holds no code.
    Safetensors,
    /// Weights in the GGUF layout.
    Gguf,
    /// Weights in one of the layouts that came before GGUF.
    Ggml,
    /// A Python pickle: a program that builds objects.
    Pickle,
    /// A zip archive whose tensors are described by a pickle inside it.
    PytorchZip,
    /// Several pickles and raw tensors in one stream, as written before the zip layout.
    PytorchLegacy,
    /// An array of Python objects, which are stored as a pickle.
    NumpyObject,
    /// An array of numbers, or a zip archive of arrays.
    Numpy,
    /// A computation graph with weights.
    Onnx,
    /// A computation graph for small devices.
    Tflite,
    /// A tree of arrays.
    Hdf5,
    /// A table stored by column.
    Parquet,
    /// A table in memory layout.
    Arrow,
    /// A database in one file.
    Sqlite,
    /// A text that stands for a file which was not downloaded.
    GitLfsPointer,
    /// The same, for a file that by its name is a pickle or holds one.
    GitLfsPickle,
    /// A WebAssembly module or component.
    Wasm,
    /// A native program or library: ELF, PE or Mach-O.
    Executable,
    /// A zip archive of none of the kinds above.
    Zip,
    /// A gzip stream.
    Gzip,
    /// A zlib stream.
    Zlib,
    /// A bzip2 stream.
    Bzip2,
    /// An xz stream.
    Xz,
    /// A Zstandard stream.
    Zstd,
    /// An LZ4 stream.
    Lz4,
    /// A 7z archive.
    SevenZip,
    /// A RAR archive.
    Rar,
    /// A tar archive.
    Tar,
}

impl ArtifactKind {
    /// The name in facts and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Safetensors => "safetensors",
            Gguf => "gguf",
            Ggml => "ggml",
            Pickle => "pickle",
            PytorchZip => "pytorch-zip",
            PytorchLegacy => "pytorch-legacy",
            NumpyObject => "numpy-object",
            Numpy => "numpy",
            Onnx => "onnx",
            Tflite => "tflite",
            Hdf5 => "hdf5",
            Parquet => "parquet",
            Arrow => "arrow",
            Sqlite => "sqlite",
            GitLfsPointer => "git-lfs-pointer",
            GitLfsPickle => "git-lfs-pointer-to-pickle",
            Wasm => "wasm",
            Executable => "executable",
            Zip => "zip",
            Gzip => "gzip",
            Zlib => "zlib",
            Bzip2 => "bzip2",
            Xz => "xz",
            Zstd => "zstd",
            Lz4 => "lz4",
            SevenZip => "7z",
            Rar => "rar",
            Tar => "tar",
        }
    }

    /// Whether what the file holds was not looked into: an archive, or a pointer to a file that was
    /// not downloaded. Whatever is asked of its content is unknown.
    pub const fn is_unseen(self) -> bool {
        matches!(
            self,
            GitLfsPointer | Zip | Gzip | Zlib | Bzip2 | Xz | Zstd | Lz4 | SevenZip | Rar | Tar
        )
    }

    /// Whether loading the file as data runs code that the file chooses (CWE-502): every kind
    /// that holds a pickle, whose opcodes call any importable function, and every pointer to a file
    /// that is named like one. An executable is not loaded as data, and an archive is judged by
    /// what is unpacked from it: both are `false`.
    pub const fn can_run_code(self) -> bool {
        matches!(
            self,
            Pickle | PytorchZip | PytorchLegacy | NumpyObject | GitLfsPickle
        )
    }
}

/// What [`recognise`] goes by.
struct Seen<'a> {
    head: &'a [u8],
    path: &'a str,
    len: u64,
}

/// `kind` if `bytes` stand `at` and the check agrees.
struct Magic(ArtifactKind, usize, &'static [u8], fn(&Seen<'_>) -> bool);

fn sure(_: &Seen<'_>) -> bool {
    true
}

/// The first row that fits wins. A magic that could also begin a text has a check behind it.
const MAGICS: &[Magic] = &[
    // torch/serialization.py: MAGIC_NUMBER 0x1950a86a20f9469cfc6c, pickled with protocol 2.
    Magic(
        PytorchLegacy,
        0,
        b"\x80\x02\x8A\x0Al\xFC\x9CF\xF9 j\xA8P\x19",
        sure,
    ),
    // Python's pickletools.py: opcode PROTO, then the protocol.
    Magic(Pickle, 0, b"\x80", has_pickle_opcode),
    // The same: protocols 0 and 1 begin with any opcode, so the name has to break the tie.
    Magic(Pickle, 0, b"", is_old_pickle),
    // APPNOTE.TXT 4.3.7, local file header; torch/serialization.py for the name `*/data.pkl`.
    Magic(PytorchZip, 0, b"PK\x03\x04", holds_pickle),
    // numpy/lib/npyio: an .npz is a zip archive of .npy files.
    Magic(Numpy, 0, b"PK\x03\x04", |seen| {
        first_entry(seen.head).ends_with(b".npy")
    }),
    Magic(Zip, 0, b"PK\x03\x04", |seen| !is_office(seen.head)),
    // APPNOTE.TXT 4.3.16, the end record of an empty archive.
    Magic(Zip, 0, b"PK\x05\x06", sure),
    // safetensors README, "Format": u64 LE length of a header that must begin with `{`.
    Magic(Safetensors, 8, b"{", header_fits),
    // ggml docs/gguf.md: magic, then a u32 version in the file's own byte order.
    Magic(Gguf, 0, b"GGUF", |seen| {
        matches!(word(seen.head, 4), Some([_, 0, 0, 0] | [0, 0, 0, _]))
    }),
    // llama.cpp before GGUF, llama.h: 'ggml', 'ggmf', 'ggjt' as u32 LE; a small number follows.
    Magic(Ggml, 0, b"lmgg", |seen| seen.head.get(7) == Some(&0)),
    Magic(Ggml, 0, b"fmgg", |seen| seen.head.get(7) == Some(&0)),
    Magic(Ggml, 0, b"tjgg", |seen| seen.head.get(7) == Some(&0)),
    // numpy/lib/format.py: magic, version, header length, header as a Python literal.
    Magic(NumpyObject, 0, b"\x93NUMPY", has_objects),
    Magic(Numpy, 0, b"\x93NUMPY", sure),
    // onnx.proto, ModelProto: no magic; field 1 (ir_version) is written first.
    Magic(Onnx, 0, b"\x08", is_onnx),
    // tensorflow/lite/schema/schema.fbs: file_identifier "TFL3" after a small root offset.
    Magic(Tflite, 4, b"TFL3", |seen| seen.head.get(3) == Some(&0)),
    // HDF5 File Format Specification III.A: at 0 or behind a user block of 512, 1024, 2048 bytes.
    Magic(Hdf5, 0, b"\x89HDF\r\n\x1A\n", sure),
    Magic(Hdf5, 512, b"\x89HDF\r\n\x1A\n", sure),
    Magic(Hdf5, 1024, b"\x89HDF\r\n\x1A\n", sure),
    Magic(Hdf5, 2048, b"\x89HDF\r\n\x1A\n", sure),
    // parquet-format README and Encryption.md; Thrift follows, which is not text.
    Magic(Parquet, 0, b"PAR1", |seen| !is_text_byte(seen.head, 4)),
    Magic(Parquet, 0, b"PARE", |seen| !is_text_byte(seen.head, 4)),
    // Arrow Columnar Format, "IPC File Format"; the older Feather layout has FEA1.
    Magic(Arrow, 0, b"ARROW1\0\0", sure),
    Magic(Arrow, 0, b"FEA1", |seen| !is_text_byte(seen.head, 4)),
    // sqlite.org/fileformat.html 1.3
    Magic(Sqlite, 0, b"SQLite format 3\0", sure),
    // git-lfs docs/spec.md
    Magic(
        GitLfsPickle,
        0,
        b"version https://git-lfs.github.com/spec/",
        |seen| is_pointer(seen) && is_named_like_a_pickle(seen.path),
    ),
    Magic(
        GitLfsPointer,
        0,
        b"version https://git-lfs.github.com/spec/",
        is_pointer,
    ),
    // WebAssembly core specification 5.5.16 (also the preamble of a component).
    Magic(Wasm, 0, b"\0asm", sure),
    // System V ABI, "ELF Identification".
    Magic(Executable, 0, b"\x7FELF", sure),
    // PE Format, "MS-DOS Stub": the offset of the signature stands at 0x3C.
    Magic(Executable, 0, b"MZ", is_portable_executable),
    // mach-o/loader.h and mach-o/fat.h; a Java class has the last one too, with a version >= 45.
    Magic(Executable, 0, b"\xFE\xED\xFA\xCE", sure),
    Magic(Executable, 0, b"\xFE\xED\xFA\xCF", sure),
    Magic(Executable, 0, b"\xCE\xFA\xED\xFE", sure),
    Magic(Executable, 0, b"\xCF\xFA\xED\xFE", sure),
    Magic(Executable, 0, b"\xCA\xFE\xBA\xBE", |seen| {
        word(seen.head, 4).is_some_and(|count| u32::from_be_bytes(count) < 45)
    }),
    // RFC 1952, 2.3.1
    Magic(Gzip, 0, b"\x1F\x8B\x08", sure),
    // RFC 1950, 2.2, for the window that every writer uses.
    Magic(Zlib, 0, b"\x78\x01", sure),
    Magic(Zlib, 0, b"\x78\x9C", sure),
    Magic(Zlib, 0, b"\x78\xDA", sure),
    // bzip2's decompress.c: `BZh`, level, then the digits of pi (of its root: an empty stream).
    Magic(Bzip2, 0, b"BZh", |seen| {
        matches!(
            seen.head.get(4..10),
            Some(b"1AY&SY" | b"\x17\x72\x45\x38\x50\x90")
        )
    }),
    // The .xz File Format 2.1.1.1
    Magic(Xz, 0, b"\xFD7zXZ\0", sure),
    // RFC 8878, 3.1.1
    Magic(Zstd, 0, b"\x28\xB5\x2F\xFD", sure),
    // LZ4 Frame Format, "General Structure".
    Magic(Lz4, 0, b"\x04\x22\x4D\x18", sure),
    // 7-Zip's 7zFormat.txt, SignatureHeader
    Magic(SevenZip, 0, b"7z\xBC\xAF\x27\x1C", sure),
    // RAR 5.0 archive format, "RAR 5.0 signature"; the shorter one is 4.x.
    Magic(Rar, 0, b"Rar!\x1A\x07", sure),
    // POSIX pax, "ustar Interchange Format".
    Magic(Tar, 257, b"ustar", sure),
];

/// The kind of an artifact, or nothing if the file is a document. `head` is the beginning of the
/// file (8 KiB serve every kind); of a zip archive its end may be appended, where the names of its
/// entries stand. The path is asked for its extension only where the bytes leave a tie.
pub fn recognise(head: &[u8], path: &str, len: u64) -> Option<ArtifactKind> {
    let seen = Seen { head, path, len };
    let fits = |magic: &&Magic| stands(head, magic.1, magic.2) && (magic.3)(&seen);
    MAGICS.iter().find(fits).map(|magic| magic.0)
}

/// Whether a file that is no artifact is one that only a person can read: PDF, office documents,
/// images, sound.
pub(super) fn is_opaque(head: &[u8]) -> bool {
    const MAGICS: &[(usize, &[u8])] = &[
        (0, b"{\\rtf"),                           // RTF 1.9.1, "Header"
        (0, b"%!PS"),                             // PostScript DSC 3.0
        (0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), // MS-CFB 2.2: doc, xls, ppt, msg
        (0, b"\x89PNG\r\n\x1A\n"),                // PNG 5.2
        (0, b"\xFF\xD8\xFF"),                     // JPEG, ITU-T T.81 B.1
        (0, b"GIF87a"),                           // GIF87a
        (0, b"GIF89a"),                           // GIF89a 17
        (8, b"WEBPVP8"),                          // RIFF containers
        (8, b"WAVEfmt "),
        (0, b"OggS\0"),  // RFC 3533, 6
        (0, b"ID3\x03"), // ID3v2.3 and v2.4, 3.1
        (0, b"ID3\x04"),
        (0, b"\xFF\xFB"), // MPEG-1 layer III frame sync
    ];
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    // ISO 32000-1, 7.5.2
    text.trim_ascii_start().starts_with(b"%PDF-")
        || is_office(head)
        || MAGICS.iter().any(|(at, magic)| stands(head, *at, magic))
}

fn stands(head: &[u8], at: usize, magic: &[u8]) -> bool {
    head.get(at..).is_some_and(|rest| rest.starts_with(magic))
}

fn word(head: &[u8], at: usize) -> Option<[u8; 4]> {
    head.get(at..)?.first_chunk().copied()
}

/// Whether the byte could stand in a text; past the end is not.
fn is_text_byte(head: &[u8], at: usize) -> bool {
    head.get(at)
        .is_some_and(|byte| (b' '..0x7F).contains(byte) || byte.is_ascii_whitespace())
}

/// The lower-case extension without its dot.
pub(super) fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.to_ascii_lowercase()
}

/// Whether a file of this name is loaded with `pickle`, as far as its name tells. OpenVINO, Core ML
/// and GGML have raw weights in `.bin`.
fn is_named_like_a_pickle(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    match extension(path).as_str() {
        "pt" | "pth" | "ckpt" | "pkl" | "pickle" | "joblib" | "dill" => true,
        "bin" => {
            let starts = ["adapter_model", "training_args", "optimizer", "scheduler"];
            name.contains("pytorch") || starts.iter().any(|start| name.starts_with(start))
        }
        _ => false,
    }
}

/// The opcodes that can begin a pickle, or stand behind its first PROTO or MARK.
const PICKLE_OPCODES: &[u8] =
    b"(]})cCBXUVSTKJMILFGNP\x80\x82\x83\x84\x88\x89\x8A\x8B\x8C\x8D\x8E\x8F\x96";

fn has_pickle_opcode(seen: &Seen<'_>) -> bool {
    match seen.head {
        // FRAME has a length, which has to fit.
        [_, 0..=5, 0x95, rest @ ..] => rest
            .first_chunk()
            .is_some_and(|size| u64::from_le_bytes(*size) <= seen.len),
        [_, 0..=5, opcode, ..] => PICKLE_OPCODES.contains(opcode),
        _ => false,
    }
}

fn is_old_pickle(seen: &Seen<'_>) -> bool {
    let opcode = |byte: &u8| PICKLE_OPCODES.contains(byte);
    let begins = match seen.head {
        [b'c', ..] => return is_pickle_name(seen.path) && calls_global(seen.head),
        [b'(', next, ..] => opcode(next) || b"ldti".contains(next),
        [b']' | b'}', next, ..] => b"qr(.".contains(next),
        // A text could begin so too; under the names that nothing else has it is no text.
        [first, ..] => opcode(first) && !SHARED_NAMES.contains(&extension(seen.path).as_str()),
        [] => false,
    };
    begins && is_pickle_name(seen.path)
}

/// Extensions that pickles share with other files.
const SHARED_NAMES: [&str; 5] = ["bin", "ckpt", "p", "pt", "pth"];

fn is_pickle_name(path: &str) -> bool {
    let extension = extension(path);
    matches!(&*extension, "dill" | "joblib" | "pickle" | "pkl")
        || SHARED_NAMES.contains(&&*extension)
}

/// Opcode GLOBAL: `c`, a module, a line break, a name, a line break.
fn calls_global(head: &[u8]) -> bool {
    let name = |line: Option<&[u8]>| {
        line.is_some_and(|line| {
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
            !line.is_empty() && line.iter().all(is_name)
        })
    };
    let Some(rest) = head.strip_prefix(b"c") else {
        return false;
    };
    let mut lines = rest.splitn(3, |byte| *byte == b'\n');
    name(lines.next()) && name(lines.next()) && lines.next().is_some()
}

/// The name in the first local file header of a zip archive (APPNOTE.TXT 4.3.7).
fn first_entry(head: &[u8]) -> &[u8] {
    let length = match head.get(26..28) {
        Some(&[low, high]) => usize::from(u16::from_le_bytes([low, high])),
        _ => 0,
    };
    head.get(30..30 + length).unwrap_or_default()
}

fn holds_pickle(seen: &Seen<'_>) -> bool {
    // Any entry, not the first alone: a writer may order them as it likes.
    first_entry(seen.head) == b"data.pkl" || find(seen.head, b"/data.pkl").is_some()
}

/// ECMA-376 part 2, 10.1.2.2 (`[Content_Types].xml`); OpenDocument 1.3 part 2, 3.3 and EPUB 3.3,
/// 4.2.3 (`mimetype` first).
fn is_office(head: &[u8]) -> bool {
    let parts: [&[u8]; 4] = [
        b"word/document",
        b"xl/workbook",
        b"ppt/presentation",
        b"visio/document",
    ];
    head.starts_with(b"PK\x03\x04")
        && (matches!(first_entry(head), b"[Content_Types].xml" | b"mimetype")
            || parts.iter().any(|part| find(head, part).is_some()))
}

fn header_fits(seen: &Seen<'_>) -> bool {
    // safetensors refuses a longer header.
    const LONGEST: u64 = 100_000_000;
    seen.head.first_chunk().is_some_and(|size| {
        let size = u64::from_le_bytes(*size);
        (2..=LONGEST).contains(&size) && size + 8 <= seen.len
    })
}

fn has_objects(seen: &Seen<'_>) -> bool {
    let header = match seen.head.get(6..12) {
        Some(&[1, _, low, high, ..]) => seen
            .head
            .get(10..)
            .map(|rest| (rest, usize::from(u16::from_le_bytes([low, high])))),
        Some(_) => seen.head.get(12..).map(|rest| (rest, rest.len())),
        None => None,
    };
    header.is_some_and(|(rest, length)| {
        let header = rest.get(..length).unwrap_or(rest);
        let header = header.split(|byte| *byte == b'\n').next();
        find(header.unwrap_or_default(), b"|O").is_some()
    })
}

fn is_onnx(seen: &Seen<'_>) -> bool {
    // The tags of the fields that can follow ir_version.
    const NEXT: &[u8] = b"\x12\x1A\x22\x28\x32\x3A\x42\x72";
    extension(seen.path) == "onnx"
        && matches!(seen.head, [_, 1..=0x1F, next, ..] if NEXT.contains(next))
}

fn is_pointer(seen: &Seen<'_>) -> bool {
    // docs/spec.md: under 1024 bytes, `oid` and `size` are required.
    seen.len < 1024
        && find(seen.head, b"\noid sha256:").is_some()
        && find(seen.head, b"\nsize ").is_some()
}

fn is_portable_executable(seen: &Seen<'_>) -> bool {
    word(seen.head, 0x3C).is_some_and(|at| {
        usize::try_from(u32::from_le_bytes(at)).is_ok_and(|at| stands(seen.head, at, b"PE\0\0"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(first: &str, rest: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.resize(26, 0);
        bytes.extend([first.len() as u8, 0, 0, 0]);
        bytes.extend([first.as_bytes(), b"\0\0", rest.as_bytes()].concat());
        bytes
    }

    fn at(offset: usize, magic: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; offset];
        bytes.extend(magic);
        bytes
    }

    fn program() -> Vec<u8> {
        let mut bytes = b"MZ".to_vec();
        bytes.resize(0x3C, 0);
        bytes.extend(b"\x80\0\0\0");
        bytes.resize(0x80, 0);
        bytes.extend(b"PE\0\0");
        bytes
    }

    const POINTER: &[u8] =
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n";

    #[test]
    fn each_kind_by_its_bytes() {
        let cases: Vec<(&str, Vec<u8>, &str)> = vec![
            (
                "safetensors",
                b"\x10\0\0\0\0\0\0\0{\"a\":{}}        ".to_vec(),
                "m",
            ),
            ("gguf", b"GGUF\x03\0\0\0".to_vec(), "m"),
            ("ggml", b"tjgg\x01\0\0\0".to_vec(), "m"),
            ("pickle", b"\x80\x02}q\0X\x01\0\0\0a".to_vec(), "m"),
            (
                "pickle",
                b"\x80\x04\x95\x05\0\0\0\0\0\0\0}\x94.".to_vec(),
                "README.md",
            ),
            ("pickle", b"cos\nsystem\n(S'true'\ntR.".to_vec(), "m.pkl"),
            ("pickle", b"(dp0\nVa\np1\nI1\ns.".to_vec(), "m.bin"),
            (
                "pytorch-legacy",
                b"\x80\x02\x8A\x0Al\xFC\x9CF\xF9 j\xA8P\x19.".to_vec(),
                "m",
            ),
            ("pytorch-zip", zip("archive/data.pkl", ""), "m.safetensors"),
            (
                "pytorch-zip",
                zip("[Content_Types].xml", "m/data.pkl"),
                "m.docx",
            ),
            (
                "numpy-object",
                b"\x93NUMPY\x01\0\x10\0{'descr': '|O'}\n".to_vec(),
                "m",
            ),
            (
                "numpy",
                b"\x93NUMPY\x01\0\x10\0{'descr': '<f4'}\n|O".to_vec(),
                "m",
            ),
            ("numpy", zip("arr_0.npy", ""), "m"),
            ("onnx", b"\x08\x08\x12\x07pytorch".to_vec(), "m.onnx"),
            ("tflite", b"\x1C\0\0\0TFL3".to_vec(), "m"),
            ("hdf5", at(512, b"\x89HDF\r\n\x1A\n"), "m"),
            ("parquet", b"PAR1\x15\x04".to_vec(), "m"),
            ("arrow", b"ARROW1\0\0".to_vec(), "m"),
            ("sqlite", b"SQLite format 3\0".to_vec(), "m"),
            ("git-lfs-pointer", POINTER.to_vec(), "model.safetensors"),
            ("git-lfs-pointer", POINTER.to_vec(), "openvino_model.bin"),
            (
                "git-lfs-pointer-to-pickle",
                POINTER.to_vec(),
                "a/pytorch_model-00001-of-00002.bin",
            ),
            ("git-lfs-pointer-to-pickle", POINTER.to_vec(), "last.CKPT"),
            ("wasm", b"\0asm\x0D\0\x01\0".to_vec(), "m"),
            ("executable", b"\x7FELF\x02\x01".to_vec(), "m"),
            ("executable", program(), "m"),
            ("executable", b"\xCA\xFE\xBA\xBE\0\0\0\x02".to_vec(), "m"),
            ("zip", zip("a.txt", ""), "m"),
            ("gzip", b"\x1F\x8B\x08\0".to_vec(), "m"),
            ("zlib", b"\x78\x9Cabc".to_vec(), "m"),
            ("bzip2", b"BZh91AY&SY".to_vec(), "m"),
            ("xz", b"\xFD7zXZ\0".to_vec(), "m"),
            ("zstd", b"\x28\xB5\x2F\xFD".to_vec(), "m"),
            ("lz4", b"\x04\x22\x4D\x18".to_vec(), "m"),
            ("7z", b"7z\xBC\xAF\x27\x1C".to_vec(), "m"),
            ("rar", b"Rar!\x1A\x07\x01\0".to_vec(), "m"),
            ("tar", at(257, b"ustar\x0000"), "m"),
        ];
        for (expected, head, path) in &cases {
            let kind = recognise(head, path, head.len() as u64);
            assert_eq!(kind.map(ArtifactKind::name), Some(*expected), "{path}");
        }
        for magic in MAGICS {
            let name = magic.0.name();
            assert!(
                cases.iter().any(|case| case.0 == name),
                "no case for {name}"
            );
        }
    }

    #[test]
    fn texts_and_evidence_are_no_artifacts() {
        let cases: [(&[u8], &str); 14] = [
            (b"In this file", "notes.bin"),
            (b"", "empty.bin"),
            (b"{\"a\": 1}", "m.pkl"),
            (b"cats\nand dogs\n", "m.pkl"),
            (b"cos\nsystem\n(S'true'\ntR.", "notes.txt"),
            (b"12345678{", "notes.txt"),
            (b"GGUF is a layout", "notes.md"),
            (b"MZ", "notes.txt"),
            (b"BZhang wrote this", "notes.txt"),
            (b"PAR1 and PAR2", "notes.txt"),
            (b"\x08\x08\x12\x07pytorch", "notes.txt"),
            (
                b"version https://git-lfs.github.com/spec/v1 is how it begins",
                "notes.md",
            ),
            (b"\xCA\xFE\xBA\xBE\0\0\0\x34", "Main.class"),
            (b"\x80\x02\0", "noise"),
        ];
        for (head, path) in cases {
            assert_eq!(recognise(head, path, 5000), None, "{path}");
            assert!(!is_opaque(head), "{path}");
        }
        for head in [
            zip("[Content_Types].xml", ""),
            zip("_rels/.rels", "xl/workbook.xml"),
            zip("mimetype", ""),
            b"%PDF-1.7\n".to_vec(),
            b"\xFF\xD8\xFF\xE0".to_vec(),
            b"\x89PNG\r\n\x1A\n".to_vec(),
        ] {
            assert_eq!(recognise(&head, "m", 5000), None);
            assert!(is_opaque(&head));
        }
    }
}
