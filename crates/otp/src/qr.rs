//! The picture that a phone scans, dark on white with its quiet zone, as PNG and as SVG.
//!
//! The same text always gives the same bytes. The picture is as secret as its text.
//!
//! Source: ISO/IEC 18004, error correction level M, quiet zone of four modules.

use std::fmt::Write;

use png::{BitDepth, ColorType, Encoder};
use qrcode::{EcLevel, QrCode};

/// The white border that a scanner needs, in modules.
const QUIET_MODULES: usize = 4;

/// The largest scale: the densest picture is then almost 6000 pixels wide.
pub const SCALE_MAX: u8 = 32;

/// The longest text that every picture can hold, whatever its characters.
pub const TEXT_BYTES_MAX: usize = 2331;

/// Why a picture was not drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// More text than a QR code of this error correction holds.
    #[error("a text of {bytes} bytes does not fit a QR code; shorten the issuer or the label")]
    TextTooLong {
        /// How long the text was.
        bytes: usize,
    },
    /// A picture of no size, or a huge one.
    #[error("a QR code cannot be drawn at scale `{scale}`; use 1 to {}", SCALE_MAX)]
    Scale {
        /// The scale that was asked for.
        scale: u8,
    },
}

/// Draws the text as a black-and-white PNG, each module `scale` pixels wide.
pub fn png(text: &str, scale: u8) -> Result<Vec<u8>, QrError> {
    if !(1..=SCALE_MAX).contains(&scale) {
        return Err(QrError::Scale { scale });
    }
    let picture = Picture::of(text)?;
    let scale = usize::from(scale);
    let width = picture.width * scale;
    let mut pixels = Vec::with_capacity(width * width.div_ceil(8));
    for y in 0..picture.width {
        let row = picture.packed_row(y, scale);
        for _ in 0..scale {
            pixels.extend_from_slice(&row);
        }
    }
    Ok(black_and_white_png(width, &pixels))
}

/// Draws the text as an SVG element without a size of its own, so that a page decides it, and
/// without anything that a strict content security policy would refuse.
pub fn svg(text: &str) -> Result<String, QrError> {
    let picture = Picture::of(text)?;
    let width = picture.width;
    let mut path = String::new();
    for y in 0..width {
        for (x, length) in picture.dark_runs(y) {
            // Writing to a string does not fail.
            let _ = write!(path, "M{x} {y}h{length}v1H{x}z");
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {width}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The modules of a QR code, which lie inside a quiet zone.
struct Picture {
    /// With the quiet zone on both sides.
    width: usize,
    code: QrCode,
}

impl Picture {
    fn of(text: &str) -> Result<Picture, QrError> {
        let too_long = |_| QrError::TextTooLong { bytes: text.len() };
        let code =
            QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(too_long)?;
        Ok(Picture {
            width: code.width() + 2 * QUIET_MODULES,
            code,
        })
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        let inside = QUIET_MODULES..self.width - QUIET_MODULES;
        inside.contains(&x)
            && inside.contains(&y)
            && self.code[(x - QUIET_MODULES, y - QUIET_MODULES)] == qrcode::Color::Dark
    }

    /// One row of pixels, eight to a byte; a set bit is white.
    fn packed_row(&self, y: usize, scale: usize) -> Vec<u8> {
        let mut row = vec![0; (self.width * scale).div_ceil(8)];
        for x in (0..self.width * scale).filter(|x| !self.is_dark(x / scale, y)) {
            row[x / 8] |= 0x80 >> (x % 8);
        }
        row
    }

    /// Where the dark runs of a row begin, and how long they are.
    fn dark_runs(&self, y: usize) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for x in (0..self.width).filter(|x| self.is_dark(*x, y)) {
            match runs.last_mut() {
                Some((start, length)) if *start + *length == x => *length += 1,
                _ => runs.push((x, 1)),
            }
        }
        runs
    }
}

fn black_and_white_png(width: usize, pixels: &[u8]) -> Vec<u8> {
    const WRITES: &str = "a small picture of the right size can be written to memory";
    let side = u32::try_from(width).expect(WRITES);
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    let mut writer = encoder.write_header().expect(WRITES);
    writer.write_image_data(pixels).expect(WRITES);
    writer.finish().expect(WRITES);
    file
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::*;
    use crate::{Label, OtpauthUri, Params, Seed};

    fn pixels(png: &[u8]) -> GrayImage {
        image::load_from_memory_with_format(png, image::ImageFormat::Png)
            .unwrap()
            .into_luma8()
    }

    fn scanned(image: GrayImage) -> String {
        let mut prepared = rqrr::PreparedImage::prepare(image);
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one QR code in the picture");
        grids[0].decode().unwrap().1
    }

    /// The addresses that the picture must carry, from the shortest to the longest that our labels
    /// allow with AWS's user names and aliases.
    fn addresses() -> Vec<String> {
        let (long_name, long_alias) = ("n".repeat(64), "a".repeat(63));
        let (emoji, more_emoji) = ("🏯".repeat(32), "⛩🏯".repeat(20));
        [
            Label::new("S", None, "a", "k"),
            Label::new("Sekisho", Some("tokyo"), "hanako", "keiri"),
            Label::new("関所", Some("経理部の関所"), "hanako", "keiri"),
            Label::new("Sekisho", Some("tokyo"), &long_name, &long_alias),
            Label::new(&emoji, Some(&more_emoji), &long_name, &long_alias),
        ]
        .into_iter()
        .map(|label| {
            let seed = Seed::from_bytes((0..20).collect()).unwrap();
            OtpauthUri::new(label, seed, Params::AUTHENTICATOR_APP)
                .to_string()
                .to_string()
        })
        .collect()
    }

    #[test]
    fn every_address_is_scanned_back_from_its_png() {
        for address in addresses() {
            for scale in [3, 6] {
                let image = pixels(&png(&address, scale).unwrap());
                assert_eq!(scanned(image), address, "scale {scale}");
            }
        }
    }

    #[test]
    fn the_longest_label_of_the_longest_seed_fits() {
        let name = "n".repeat(64);
        let label = Label::new(&"🏯".repeat(32), Some(&"🏯".repeat(40)), &name, &name);
        let seed = Seed::from_bytes(vec![7; Seed::BYTES_MAX]).unwrap();
        let params = Params::new(crate::Algorithm::Sha512, crate::Digits::EIGHT, 3600).unwrap();
        let address = OtpauthUri::new(label, seed, params).to_string();
        assert!(address.len() <= TEXT_BYTES_MAX, "{}", address.len());
        assert!(svg(&address).is_ok());
    }

    #[test]
    fn the_png_is_one_bit_deep_and_white_for_four_modules_around() {
        let scale = 5;
        let file = png("otpauth://totp/a", scale).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(&file))
            .read_info()
            .unwrap();
        assert_eq!(reader.info().bit_depth, BitDepth::One);
        assert_eq!(reader.info().color_type, ColorType::Grayscale);

        let image = pixels(&file);
        let quiet = u32::from(scale) * 4;
        let (width, height) = image.dimensions();
        assert_eq!(width, height);
        for (x, y, pixel) in image.enumerate_pixels() {
            let border = x.min(y) < quiet || x.max(y) >= width - quiet;
            assert!(!border || pixel.0 == [255], "white at {x},{y}");
        }
        // The first finder pattern begins right behind the quiet zone.
        assert_eq!(image.get_pixel(quiet, quiet).0, [0]);
    }

    #[test]
    fn the_svg_shows_the_same_modules_as_the_png() {
        for address in addresses() {
            let svg = svg(&address).unwrap();
            let image = pixels(&png(&address, 1).unwrap());
            assert!(svg.contains(&format!("viewBox=\"0 0 {0} {0}\"", image.width())));
            assert_eq!(painted(&svg, image.width()), image);
        }
    }

    /// Paints the dark path of our SVG, module by module.
    fn painted(svg: &str, width: u32) -> GrayImage {
        let mut image = GrayImage::from_pixel(width, width, image::Luma([255]));
        let path = svg.split("fill=\"#000\" d=\"").nth(1).unwrap();
        let path = path.split('"').next().unwrap();
        for run in path.split_terminator('z') {
            let (start, rest) = run.strip_prefix('M').unwrap().split_once('h').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let (x, y): (u32, u32) = (x.parse().unwrap(), y.parse().unwrap());
            let (length, back) = rest.split_once("v1H").unwrap();
            assert_eq!(back, x.to_string(), "the run returns to where it began");
            for dark in x..x + length.parse::<u32>().unwrap() {
                image.put_pixel(dark, y, image::Luma([0]));
            }
        }
        image
    }

    #[test]
    fn the_svg_needs_no_inline_style_script_or_size() {
        let svg = svg("otpauth://totp/a").unwrap();
        for forbidden in ["style", "script", " width=", " height=", "<?xml"] {
            assert!(!svg.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_same_text_gives_the_same_bytes() {
        for address in addresses() {
            assert_eq!(png(&address, 4), png(&address, 4));
            assert_eq!(svg(&address), svg(&address));
        }
    }

    #[test]
    fn text_and_scale_have_a_limit() {
        let longest = "é".repeat(TEXT_BYTES_MAX / 2) + "x";
        assert_eq!(longest.len(), TEXT_BYTES_MAX);
        assert!(svg(&longest).is_ok());
        let bytes = TEXT_BYTES_MAX + 1;
        let too_long = QrError::TextTooLong { bytes };
        assert_eq!(svg(&(longest.clone() + "x")), Err(too_long.clone()));
        assert_eq!(png(&(longest + "x"), 1), Err(too_long));

        for (scale, drawn) in [(0, false), (1, true), (SCALE_MAX, true), (33, false)] {
            assert_eq!(png("a", scale).is_ok(), drawn, "scale {scale}");
        }
    }
}
