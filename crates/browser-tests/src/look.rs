//! How a page is looked at: on which screen, in which colours.

use serde_json::json;

use crate::Browser;

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A computer's window, 1280 px wide.
    Wide,
    /// A phone, 390 px wide, with a finger for a pointer.
    Phone,
}

/// The system's setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A screen and its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The screen.
    pub screen: Screen,
    /// Its colours.
    pub colours: Colours,
}

impl Look {
    /// Every way to look at a page. The first is what a browser begins with.
    pub const ALL: [Self; 4] = [
        Self::new(Screen::Wide, Colours::Light),
        Self::new(Screen::Wide, Colours::Dark),
        Self::new(Screen::Phone, Colours::Dark),
        Self::new(Screen::Phone, Colours::Light),
    ];

    /// This screen in these colours.
    pub const fn new(screen: Screen, colours: Colours) -> Self {
        Self { screen, colours }
    }
}

impl Screen {
    /// Width and height in CSS pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Wide => (1280, 900),
            Self::Phone => (390, 844),
        }
    }
}

impl Browser {
    /// Looks at the page, and at those that follow, in this way.
    pub fn looks(&self, look: Look) {
        let is_phone = look.screen == Screen::Phone;
        let (width, height) = look.screen.size();
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone }),
        );
        self.devtools(
            "Emulation.setTouchEmulationEnabled",
            json!({ "enabled": is_phone }),
        );
        let scheme = match look.colours {
            Colours::Light => "light",
            Colours::Dark => "dark",
        };
        // Without motion the colours are there at once, and do not fade in.
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        );
    }
}
