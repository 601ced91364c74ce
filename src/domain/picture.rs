//! Pictures that users upload: what one is, and what it is called.

use super::{digest, flaw::Flaw};
use crate::{
    columns,
    table::{Kind, made, shown},
};

/// Largest picture, in bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

/// The path of all pictures; what follows is the name of one.
pub const PATH: &str = "/api/user/picture/";

/// The types of pictures that are taken (contract, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "their names are what they are")]
pub enum PictureType {
    Jpeg,
    Png,
    Gif,
    WebP,
}

impl PictureType {
    const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::WebP];

    /// The type of the file that begins with `first`: neither its name nor what the sender calls it counts. Of
    /// what follows nothing is looked at, nor ever decoded here.
    ///
    /// # Errors
    /// [`Flaw::PictureType`]; [`Flaw::PictureSize`] for one of more than [`MAX_BYTES`] bytes.
    pub fn of(first: &[u8], length: usize) -> Result<Self, Flaw> {
        let kind = match first {
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Self::Png,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Self::WebP,
            _ => return Err(Flaw::PictureType),
        };
        if length > MAX_BYTES {
            return Err(Flaw::PictureSize);
        }
        Ok(kind)
    }

    /// A name that nobody guesses, from 16 random bytes.
    pub fn name(self, random: [u8; 16]) -> String {
        format!("{}.{}", digest::hex(&random), self.ending())
    }

    /// The type of the picture called `name`, if it may be the name of one.
    pub fn of_name(name: &str) -> Option<Self> {
        let (random, ending) = name.split_once('.')?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let named = random.len() == 32 && random.bytes().all(hex);
        let mut types = Self::ALL.into_iter();
        types.find(|it| named && it.ending() == ending)
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    /// Its `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

/// What a picture was uploaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be its user's only avatar (new_avatar).
    Avatar,
    /// To be shown by the app (upload_img).
    Upload,
}

impl Purpose {
    /// The words of the column `kind`; the table has one more, for pictures that are to go.
    const WORDS: &'static [&'static str] = &["avatar", "upload"];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Avatar => "avatar",
            Self::Upload => "upload",
        }
    }
}

columns! {
    /// One row of `pictures` as the admin API shows it.
    pub struct Uploaded, key id {
        /// Number within the user, as text.
        id: String = shown(made("picture_id")), ["编号", "Number", "用户内的编号。", "Its number within the user."];
        /// When it was uploaded, Unix seconds.
        at: i64 = shown(Kind::Time), ["时间", "Time", "Unix 秒。", "Unix seconds."];
        /// What for.
        kind: String = shown(Kind::Word(Purpose::WORDS)), ["用途", "Purpose", "avatar 头像，upload 图片。", "avatar: the user's avatar; upload: a picture of upload_img."];
        /// Bytes.
        bytes: i64 = shown(Kind::Integer(1, MAX_BYTES as i64)), ["大小", "Size", "字节数。", "Bytes."];
        /// Its address.
        url: String = shown(made("picture_url")), ["网址", "Address", "知道网址的人都能看到。", "Whoever knows it sees the picture."];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule;
    use proptest::prelude::*;

    #[test]
    fn the_first_bytes_tell_the_type() {
        let of = |first: &[u8]| PictureType::of(first, 100);
        assert_eq!(of(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Ok(PictureType::Jpeg));
        assert_eq!(of(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), Ok(PictureType::Png));
        assert_eq!(of(b"GIF87a\x01\0\x01\0"), Ok(PictureType::Gif));
        assert_eq!(of(b"GIF89a<script>"), Ok(PictureType::Gif));
        assert_eq!(of(b"RIFF\x24\0\0\0WEBPVP8 "), Ok(PictureType::WebP));
        for other in [
            &b""[..],
            b"\xFF\xD8",
            b"GIF8",
            b"GIF88a",
            b"\x89PNG",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"<svg xmlns=",
            b"<!doctype html>",
            b"%PDF-1.7",
            b"BM\x36\0\0\0",
            b" GIF89a",
        ] {
            assert_eq!(of(other), Err(Flaw::PictureType), "{other:?}");
        }
    }

    #[test]
    fn a_picture_has_5_mb_at_most() {
        let of = |length| PictureType::of(b"GIF89a", length).err();
        assert_eq!(of(5 * 1024 * 1024), None);
        assert_eq!(of(5 * 1024 * 1024 + 1), Some(Flaw::PictureSize));
    }

    proptest! {
        #[test]
        fn a_name_tells_its_type(random in any::<[u8; 16]>(), i in 0_usize..4) {
            let kind = PictureType::ALL[i];
            prop_assert_eq!(PictureType::of_name(&kind.name(random)), Some(kind));
        }

        #[test]
        fn nothing_else_is_a_name(name in "[0-9a-fA-F/]{30,34}\\.(jpg|png|gif|webp|svg)|\\PC{0,40}") {
            prop_assert_eq!(PictureType::of_name(&name).is_some(), rule::fits("^[0-9a-f]{32}\\.(jpg|png|gif|webp)$", &name));
        }
    }
}
