### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Dates in words

moment = { $year }年{ $month }月{ $day }日 { $time } { $zone }
moment-tokyo = 日本時間
moment-utc = 協定世界時 (UTC)
