//! The encodings that requirements files come in.

use std::fmt;

/// How a file's bytes are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Bom,
    /// UTF-16, little-endian, as `PowerShell` writes it.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// Anything else is read byte by byte: nothing is lost, and all that matters is ASCII.
    Latin1,
}

/// A file's text with the encoding that it was read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// What it was read in.
    pub encoding: Encoding,
}

const UTF8_BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads bytes as text; no bytes are refused.
pub fn decode(bytes: &[u8]) -> Decoded {
    let utf16 = |encoding, from_bytes: fn([u8; 2]) -> u16| {
        let units: Option<Vec<u16>> = bytes[2..]
            .chunks(2)
            .map(|pair| <[u8; 2]>::try_from(pair).ok().map(from_bytes))
            .collect();
        let text = String::from_utf16(&units?).ok()?;
        Some(Decoded { text, encoding })
    };
    let utf8 = |bytes: &[u8], encoding| {
        let text = str::from_utf8(bytes).ok()?.to_owned();
        Some(Decoded { text, encoding })
    };
    let decoded = match bytes {
        [0xFF, 0xFE, ..] => utf16(Encoding::Utf16Le, u16::from_le_bytes),
        [0xFE, 0xFF, ..] => utf16(Encoding::Utf16Be, u16::from_be_bytes),
        _ => match bytes.strip_prefix(UTF8_BOM) {
            Some(bytes) => utf8(bytes, Encoding::Utf8Bom),
            None => utf8(bytes, Encoding::Utf8),
        },
    };
    decoded.unwrap_or_else(|| Decoded {
        text: bytes.iter().copied().map(char::from).collect(),
        encoding: Encoding::Latin1,
    })
}

/// A UTF-16 file as UTF-8; `None` where it is something else.
pub fn to_utf8(bytes: &[u8]) -> Option<Vec<u8>> {
    let decoded = decode(bytes);
    decoded
        .encoding
        .is_utf16()
        .then(|| decoded.encoding.encode(&decoded.text))
}

impl Encoding {
    /// Whether a file in it has to become UTF-8 before it is written again.
    pub fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    /// The bytes of `text`: UTF-16 becomes UTF-8, everything else stays what it is.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => text.as_bytes().to_vec(),
            Self::Utf8Bom => [UTF8_BOM, text.as_bytes()].concat(),
            Self::Latin1 => text
                .chars()
                .map(|character| u8::try_from(character).unwrap_or(b'?'))
                .collect(),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with a byte order mark",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Latin1 => "Latin-1",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utf16le(text: &str) -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect()
    }

    #[test]
    fn a_file_of_powershell_is_read_and_becomes_utf8() {
        let decoded = decode(&utf16le("Django==5.2\r\n# größe\r\n"));
        assert_eq!(decoded.encoding, Encoding::Utf16Le);
        assert_eq!(decoded.text, "Django==5.2\r\n# größe\r\n");
        assert_eq!(
            decoded.encoding.encode(&decoded.text),
            "Django==5.2\r\n# größe\r\n".as_bytes()
        );
    }

    #[test]
    fn only_utf16_has_to_become_utf8() {
        assert_eq!(
            to_utf8(&utf16le("Django\r\n")).as_deref(),
            Some(&b"Django\r\n"[..])
        );
        assert_eq!(to_utf8(b"\xEF\xBB\xBFDjango\n"), None);
        assert_eq!(to_utf8(b""), None);
    }

    #[test]
    fn a_half_utf16_file_is_kept_byte_by_byte() {
        let mut bytes = utf16le("Django==5.2\n");
        bytes.extend(b"gunicorn==27.0.10");
        let decoded = decode(&bytes);
        assert_eq!(decoded.encoding, Encoding::Latin1);
        assert_eq!(decoded.encoding.encode(&decoded.text), bytes);
    }

    proptest! {
        #[test]
        fn every_byte_comes_back_but_for_utf16(bytes: Vec<u8>) {
            let decoded = decode(&bytes);
            prop_assume!(!decoded.encoding.is_utf16());
            prop_assert_eq!(decoded.encoding.encode(&decoded.text), bytes);
        }
    }
}
