//! The table: each figure beside its baseline, with the aim and whether it is met.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// What was measured.
#[derive(Debug, Default)]
pub(crate) struct Report {
    figures: Vec<Figure>,
    notes: Vec<String>,
}

/// One figure.
#[derive(Debug)]
pub(crate) struct Figure {
    name: String,
    amount: f64,
    unit: Unit,
    beside: Option<Baseline>,
    aim: Option<Aim>,
}

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Things in a second.
    PerSecond,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
    /// Megabytes, of a million bytes.
    Megabytes,
}

#[derive(Debug)]
struct Baseline {
    name: String,
    amount: f64,
}

/// What the project has set itself.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Aim {
    /// At least so many times the baseline.
    TimesBaseline(f64),
    /// At most so many times the baseline.
    TimesBaselineMost(f64),
    /// At least so much, in the figure's own unit.
    AtLeast(f64),
    /// Less than so much, in the figure's own unit.
    Below(f64),
}

impl Report {
    /// Adds a figure.
    pub(crate) fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Adds a sentence under the table.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// As a table for people.
    pub(crate) fn text(&self) -> String {
        let head = ["", "MEASURED", "BESIDE IT", "", "RATIO", "AIM", "MET"].map(str::to_owned);
        let mut rows = vec![head];
        rows.extend(self.figures.iter().map(Figure::cells));
        let width = |column: usize| {
            let cells = rows.iter().map(|row| row[column].chars().count());
            cells.max().unwrap_or(0)
        };
        let widths: [usize; COLUMNS] = std::array::from_fn(width);
        let mut text = String::new();
        for row in &rows {
            let mut line = String::new();
            for ((cell, width), numeric) in row.iter().zip(widths).zip(NUMERIC) {
                let gap = if line.is_empty() { "" } else { "  " };
                // Writing to a string cannot fail.
                let _ = if numeric {
                    write!(line, "{gap}{cell:>width$}")
                } else {
                    write!(line, "{gap}{cell:<width$}")
                };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        for note in &self.notes {
            text.push_str("note: ");
            text.push_str(note);
            text.push('\n');
        }
        text
    }

    /// As JSON for programs.
    pub(crate) fn json(&self) -> String {
        let figures: Vec<Value> = self.figures.iter().map(Figure::value).collect();
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let report = json!({ "cores": cores, "figures": figures, "notes": self.notes });
        format!("{report:#}\n")
    }
}

const COLUMNS: usize = 7;
/// Columns that are read from the right.
const NUMERIC: [bool; COLUMNS] = [false, true, false, true, true, false, false];

impl Figure {
    /// A figure that stands alone.
    pub(crate) fn new(name: impl Into<String>, amount: f64, unit: Unit) -> Self {
        Self {
            name: name.into(),
            amount,
            unit,
            beside: None,
            aim: None,
        }
    }

    /// Beside a baseline in the same unit.
    pub(crate) fn beside(mut self, name: impl Into<String>, amount: f64) -> Self {
        self.beside = Some(Baseline {
            name: name.into(),
            amount,
        });
        self
    }

    /// With an aim.
    pub(crate) fn aiming(mut self, aim: Aim) -> Self {
        self.aim = Some(aim);
        self
    }

    fn ratio(&self) -> Option<f64> {
        let beside = self.beside.as_ref()?;
        (beside.amount > 0.0).then(|| self.amount / beside.amount)
    }

    fn is_met(&self) -> Option<bool> {
        Some(match self.aim? {
            Aim::TimesBaseline(least) => self.ratio()? >= least,
            Aim::TimesBaselineMost(most) => self.ratio()? <= most,
            Aim::AtLeast(least) => self.amount >= least,
            Aim::Below(bound) => self.amount < bound,
        })
    }

    fn cells(&self) -> [String; COLUMNS] {
        let (beside, baseline) = match &self.beside {
            Some(beside) => (beside.name.clone(), self.unit.write(beside.amount)),
            None => (String::new(), String::new()),
        };
        let ratio = self.ratio().map(|ratio| format!("{ratio:.2}"));
        let aim = self.aim.map(|aim| match aim {
            Aim::TimesBaseline(least) => format!("at least {least:.2} times"),
            Aim::TimesBaselineMost(most) => format!("at most {most:.2} times"),
            Aim::AtLeast(least) => format!("at least {}", self.unit.write(least)),
            Aim::Below(bound) => format!("below {}", self.unit.write(bound)),
        });
        let met = self.is_met().map(|met| if met { "yes" } else { "NO" });
        [
            self.name.clone(),
            self.unit.write(self.amount),
            beside,
            baseline,
            ratio.unwrap_or_default(),
            aim.unwrap_or_default(),
            met.unwrap_or_default().to_owned(),
        ]
    }

    fn value(&self) -> Value {
        let beside = self.beside.as_ref();
        let aim = self.aim.map(|aim| match aim {
            Aim::TimesBaseline(least) => json!({ "ratio_min": least }),
            Aim::TimesBaselineMost(most) => json!({ "ratio_max": most }),
            Aim::AtLeast(least) => json!({ "amount_min": least }),
            Aim::Below(bound) => json!({ "amount_below": bound }),
        });
        json!({
            "name": self.name,
            "amount": self.amount,
            "unit": self.unit.name(),
            "baseline": beside.map(|beside| json!({ "name": beside.name, "amount": beside.amount })),
            "ratio": self.ratio(),
            "aim": aim,
            "met": self.is_met(),
        })
    }
}

impl Unit {
    const fn name(self) -> &'static str {
        match self {
            Self::PerSecond => "per_second",
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
            Self::Nanoseconds => "nanoseconds",
            Self::Megabytes => "megabytes",
        }
    }

    fn write(self, amount: f64) -> String {
        let number = if amount >= 100.0 {
            grouped(&format!("{amount:.0}"))
        } else {
            format!("{amount:.1}")
        };
        match self {
            Self::PerSecond => format!("{number}/s"),
            Self::Milliseconds => format!("{number} ms"),
            Self::Microseconds => format!("{number} µs"),
            Self::Nanoseconds => format!("{number} ns"),
            Self::Megabytes => format!("{number} MB"),
        }
    }
}

/// Digits with a comma at each thousand.
pub(crate) fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(amount: f64, baseline: f64, least: f64) -> Figure {
        Figure::new("a", amount, Unit::PerSecond)
            .beside("b", baseline)
            .aiming(Aim::TimesBaseline(least))
    }

    #[test]
    fn an_aim_is_met_at_its_edge_and_missed_beside_it() {
        for (figure, met) in [
            (times(90.0, 100.0, 0.90), Some(true)),
            (times(89.9, 100.0, 0.90), Some(false)),
            (times(500.0, 100.0, 5.0), Some(true)),
            (times(499.0, 100.0, 5.0), Some(false)),
            // Beside nothing there is no ratio, and nobody can say.
            (times(500.0, 0.0, 5.0), None),
            (Figure::new("a", 1.0, Unit::PerSecond), None),
        ] {
            assert_eq!(figure.is_met(), met, "{figure:?}");
        }
        let start = |amount| Figure::new("a", amount, Unit::Milliseconds).aiming(Aim::Below(50.0));
        assert_eq!(start(49.9).is_met(), Some(true));
        assert_eq!(start(50.0).is_met(), Some(false));
        for (amount, met) in [(5000.0, true), (4999.9, false)] {
            let rate = Figure::new("a", amount, Unit::PerSecond).aiming(Aim::AtLeast(5000.0));
            assert_eq!(rate.is_met(), Some(met));
        }
        for (amount, met) in [(1.3, true), (1.31, false)] {
            let grown = Figure::new("a", amount, Unit::Milliseconds)
                .beside("b", 1.0)
                .aiming(Aim::TimesBaselineMost(1.3));
            assert_eq!(grown.is_met(), Some(met));
        }
    }

    #[test]
    fn the_table_is_aligned_and_says_what_is_missed() {
        let mut report = Report::default();
        report.add(times(149.0, 160.0, 0.90));
        report.add(
            Figure::new("longer name", 61.25, Unit::Milliseconds)
                .beside("hello", 2.0)
                .aiming(Aim::Below(50.0)),
        );
        report.add(Figure::new("alone", 1_234_567.0, Unit::Megabytes));
        report.note("seen");
        assert_eq!(
            report.text(),
            "                 MEASURED  BESIDE IT          RATIO  AIM                  MET\n\
             a                   149/s  b           160/s   0.93  at least 0.90 times  yes\n\
             longer name       61.2 ms  hello      2.0 ms  30.62  below 50.0 ms        NO\n\
             alone        1,234,567 MB\n\
             note: seen\n"
        );
    }

    #[test]
    fn json_has_the_same_figures() {
        let mut report = Report::default();
        report.add(times(80.0, 100.0, 0.90));
        report.add(Figure::new("alone", 3.5, Unit::Megabytes));
        let read: Value = serde_json::from_str(&report.json()).unwrap();
        let first = &read["figures"][0];
        assert_eq!(first["ratio"], json!(0.8));
        assert_eq!(first["met"], json!(false));
        assert_eq!(first["aim"], json!({ "ratio_min": 0.9 }));
        assert_eq!(read["figures"][1]["unit"], json!("megabytes"));
        assert_eq!(read["figures"][1]["baseline"], Value::Null);
    }

    #[test]
    fn thousands_are_grouped() {
        for (digits, text) in [
            ("1", "1"),
            ("999", "999"),
            ("1000", "1,000"),
            ("1234567", "1,234,567"),
        ] {
            assert_eq!(grouped(digits), text);
        }
    }
}
