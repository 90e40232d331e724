### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## MFA status

status-title = MFA の状況
status-whole = このアカウントの全員
status-part = このページに表示中の人
status-with = MFA あり
status-without = MFA なし
status-past = 期限切れ
status-people = ルートユーザーとユーザー
status-zone = 日時は{ $zone }です。
status-due = MFA の必須化
status-told = 最後の通知
status-untold = なし
status-gap = MFA なしで使えるアクセスキー { $n } 個
status-grace = 猶予の理由: { $reason }
status-files = メールサーバーが設定されていないため、メールでの通知は届きません。メールはサーバー上のファイルに書き出されますが、コードとアドレスは記載されません。この Sekisho の運用担当者に連絡してください。
status-failed = 送信できなかったメール
status-failed-text = 次の宛先には通知が届いていません。E メールアドレスを確認し、別の方法で知らせてください。
status-failed-to = 宛先
status-failed-about = 内容
status-failed-at = 送信を中止した日時
status-failed-error = 理由

## All accounts

accounts-title = 全アカウントの点検
accounts-lead = 自分が担当するアカウントの一覧です。各行から、そのアカウントのルートユーザーのサインインに進めます。MFA デバイスが割り当てられると、その行は台数の表示に変わり、緑色になります。
accounts-summary = ルートユーザーの MFA
accounts-all = アカウント
accounts-done = MFA あり
accounts-open = MFA なし
accounts-checked = 点検日時
accounts-list = アカウント
accounts-root = ルートユーザーの MFA
accounts-users = MFA のないユーザー
accounts-without = { $n } / { $all } 人
accounts-all-have = 0 / { $all } 人
accounts-told = 最後の通知: { $what } ({ $at })
accounts-untold = 通知はまだありません
accounts-assignees = 担当: { $names }
progress-title = 進捗
progress-lead = この Sekisho 全体の、各日の終わりの状況です。
progress-day = 日付
progress-roots = MFA のあるルートユーザー
progress-users = MFA のあるユーザー
