### The letter with the heads of the event chains, for whoever keeps them elsewhere.

mail-heads-subject = Heads of the event chains, { $when }
mail-heads-title = Heads of the event chains
mail-heads-lead = { $chains ->
     [one] How far the events of one chain go on { $when }.
    *[other] How far the events of { $chains } chains go on { $when }.
}
mail-heads-keep = Keep this mail where nobody who runs the server can change or delete it. It shows later whether events were changed or removed after all, by whoever has the server and its keys. It says how many events there are, and nothing of what they tell.
mail-heads-part = This is mail { $part } of { $parts }. Each can be used by itself.
mail-heads-left-out = { $count } more chains have no room in these mails. Let the server export them to a folder with “export” in [events].
mail-heads-steps = How to verify
mail-heads-step-copy = Copy the block below into a file, heads.txt for example, from the line with BEGIN to the line with END.
mail-heads-step-run = On the server, type { $command }
mail-heads-step-read = What is wrong is named line by line. After a restore of a backup, mails from after that backup know events that are gone, and the command says so.
