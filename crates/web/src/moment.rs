//! Dates, times and zones in words: 「2024年7月16日 0:00 (日本時間)」, `16 July 2024, 0:00 (Japan time)`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::lang::Lang;

/// The name of Japan's zone in the IANA database, and the older one.
const TOKYO: [&str; 2] = ["Asia/Tokyo", "Japan"];
/// Names of the zone that is the same everywhere.
const UTC: [&str; 4] = ["UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal"];

/// A zone in which instants are told.
#[derive(Clone, Debug)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// The zone of this name, or `otherwise` if none is chosen or the system does not know it.
    pub(crate) fn named(name: Option<&str>, otherwise: &TimeZone) -> Self {
        let known = name.and_then(|name| TimeZone::get(name).ok());
        Self(known.unwrap_or_else(|| otherwise.clone()))
    }

    /// An instant: date, time and zone.
    pub(crate) fn instant(&self, t: Lang, instant: Timestamp) -> String {
        self.words(t, &instant.to_zoned_datetime(self.0.clone()))
    }

    /// The beginning of a day: its date, the first time of it, and the zone.
    pub(crate) fn beginning(&self, t: Lang, date: Date) -> String {
        let start = date
            .to_zoned_datetime(self.0.clone())
            .and_then(|day| day.start_of_day());
        // Only at the very ends of the calendar a day has no beginning.
        start.map_or_else(|_| date.to_string(), |start| self.words(t, &start))
    }

    /// An instant under a heading that says the zone: date and time.
    pub(crate) fn short(&self, t: Lang, instant: Timestamp) -> String {
        let zoned = instant.to_zoned_datetime(self.0.clone());
        Self::told(t, &zoned, "").trim_end().to_owned()
    }

    fn words(&self, t: Lang, zoned: &ZonedDateTime) -> String {
        Self::told(t, zoned, &self.mark_at(t, Some(zoned)))
    }

    fn told(t: Lang, zoned: &ZonedDateTime, mark: &str) -> String {
        let month = match t {
            Lang::Ja => zoned.strftime("%-m"),
            Lang::En => zoned.strftime("%B"),
        };
        let (year, day, time) = (zoned.year(), zoned.day(), zoned.strftime("%-H:%M"));
        t.moment(day, month, time, year, mark)
    }

    /// The zone as it stands behind a time, or behind the words of a heading.
    pub(crate) fn mark(&self, t: Lang) -> String {
        self.mark_at(t, None)
    }

    fn mark_at(&self, t: Lang, zoned: Option<&ZonedDateTime>) -> String {
        let name = self.name_at(t, zoned);
        // Words that bring parentheses of their own need no others.
        if name.is_empty() || name.ends_with(')') {
            name
        } else {
            format!("({name})")
        }
    }

    /// What the zone is called, in the heading of a column of times.
    pub(crate) fn name(&self, t: Lang) -> String {
        self.name_at(t, None)
    }

    fn name_at(&self, t: Lang, zoned: Option<&ZonedDateTime>) -> String {
        match (self.0.iana_name(), zoned) {
            (Some(name), _) if TOKYO.contains(&name) => t.moment_tokyo().to_owned(),
            (Some(name), _) if UTC.contains(&name) => t.moment_utc().to_owned(),
            (Some(name), _) => name.to_owned(),
            (None, Some(zoned)) => format!("UTC{}", zoned.strftime("%:z")),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_with_date_time_and_zone_in_words() {
        let instant: Timestamp = "2024-07-15T15:00:00Z".parse().expect("an instant");
        for (zone, japanese, english) in [
            (
                "Asia/Tokyo",
                "2024年7月16日 0:00 (日本時間)",
                "16 July 2024, 0:00 (Japan time)",
            ),
            (
                "UTC",
                "2024年7月15日 15:00 協定世界時 (UTC)",
                "15 July 2024, 15:00 (UTC)",
            ),
            (
                "Europe/Paris",
                "2024年7月15日 17:00 (Europe/Paris)",
                "15 July 2024, 17:00 (Europe/Paris)",
            ),
        ] {
            let zone = Zone::named(Some(zone), &TimeZone::UTC);
            assert_eq!(zone.instant(Lang::Ja, instant), japanese);
            assert_eq!(zone.instant(Lang::En, instant), english);
        }
    }

    #[test]
    fn a_zone_in_a_heading_is_named_whole() {
        for (zone, japanese, english) in [
            ("Asia/Tokyo", "日本時間", "Japan time"),
            ("UTC", "協定世界時 (UTC)", "UTC"),
            ("Europe/Paris", "Europe/Paris", "Europe/Paris"),
        ] {
            let zone = Zone::named(Some(zone), &TimeZone::UTC);
            assert_eq!(zone.name(Lang::Ja), japanese);
            assert_eq!(zone.name(Lang::En), english);
        }
    }

    #[test]
    fn a_zone_that_nobody_knows_gives_way_to_the_installations() {
        let tokyo = TimeZone::get("Asia/Tokyo").expect("a zone of the system");
        for name in [None, Some("Asia/Tokio"), Some("")] {
            assert_eq!(Zone::named(name, &tokyo).mark(Lang::En), "(Japan time)");
        }
        let nameless = Zone::named(None, &TimeZone::fixed(jiff::tz::offset(9)));
        let told = nameless.instant(Lang::En, Timestamp::UNIX_EPOCH);
        assert_eq!(told, "1 January 1970, 9:00 (UTC+09:00)");
        assert_eq!(nameless.mark(Lang::En), "");
    }

    #[test]
    fn a_day_begins_when_its_zone_says() {
        let date = jiff::civil::date(2018, 11, 4);
        let tokyo = Zone::named(Some("Asia/Tokyo"), &TimeZone::UTC);
        assert_eq!(
            tokyo.beginning(Lang::Ja, date),
            "2018年11月4日 0:00 (日本時間)"
        );
        // Summer time began at midnight there, so this day begins at one.
        let brazil = Zone::named(Some("America/Sao_Paulo"), &TimeZone::UTC);
        assert_eq!(
            brazil.beginning(Lang::En, date),
            "4 November 2018, 1:00 (America/Sao_Paulo)"
        );
    }
}
