//! Pictures that the browser made: their pixels and the QR code in them.

use image::GrayImage;
use rqrr::PreparedImage;

/// Modules of white that a scanner needs around a QR code (ISO/IEC 18004).
pub const QUIET_ZONE_MODULES: u32 = 4;

/// A screenshot, in shades of grey.
pub struct Picture {
    pixels: GrayImage,
}

/// What a scanner saw.
pub struct Scanned {
    /// The text.
    pub text: String,
    /// The edges of the code: left, top, right, bottom.
    pub edges: [u32; 4],
    /// The width of one module, rounded down.
    pub module: u32,
}

impl Picture {
    /// Reads a PNG.
    pub fn of(png: &[u8]) -> Self {
        let image = image::load_from_memory(png).expect("the browser makes a picture");
        Self {
            pixels: image.to_luma8(),
        }
    }

    /// Width and height.
    pub fn size(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The shade of a pixel: 0 is black, 255 is white.
    pub fn shade(&self, x: u32, y: u32) -> u8 {
        self.pixels.get_pixel(x, y).0[0]
    }

    /// The only QR code in the picture.
    pub fn qr_code(&self) -> Option<Scanned> {
        let mut prepared = PreparedImage::prepare(self.pixels.clone());
        let grids = prepared.detect_grids();
        let [grid] = &grids[..] else {
            return None;
        };
        let (meta, text) = grid.decode().ok()?;
        let across = |axis: fn(&rqrr::Point) -> i32| {
            let values = grid.bounds.iter().map(axis);
            let (low, high) = (values.clone().min()?, values.max()?);
            Some((u32::try_from(low).ok()?, u32::try_from(high).ok()?))
        };
        let (left, right) = across(|point| point.x)?;
        let (top, bottom) = across(|point| point.y)?;
        let modules = 17 + 4 * u32::try_from(meta.version.0).ok()?;
        Some(Scanned {
            text,
            edges: [left, top, right, bottom],
            module: (right - left) / modules,
        })
    }
}
