### English. Terms: docs/glossary.md.

## Dates in words

moment = { $day } { $month } { $year }, { $time } { $zone }
moment-tokyo = Japan time
moment-utc = UTC
