### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Notices and time zone

settings-title = 通知とタイムゾーン
settings-language = メールの言語
settings-language-both = 両方の言語
settings-zone = タイムゾーン
settings-zone-hint = Asia/Tokyo のような名前で入力します。MFA の必須化の期日は、このタイムゾーンの 0 時に始まります。空欄の場合は、この Sekisho のタイムゾーンが使われます。
settings-zone-usual = この Sekisho のタイムゾーン
settings-late = 期限後に割り当てる、ユーザーの最初の MFA デバイス
settings-late-hint = パスワードのほかに必要とするものを選びます。ルートユーザーには、常に、メールで届くコードまたは MFA 設定用アドレスが必要です。
settings-late-password = パスワードだけで割り当てられる
settings-late-code = ユーザーの連絡先に届くコードが必要
settings-late-address = 管理者が発行する MFA 設定用アドレスが必要
error-time-zone = このタイムゾーンは存在しません。Asia/Tokyo のような名前で入力してください。
zone-tokyo = 日本
zone-utc = 協定世界時
zone-seoul = 韓国
zone-shanghai = 中国
zone-singapore = シンガポール
zone-london = 英国
zone-berlin = 中央ヨーロッパ
zone-new-york = 米国東部
zone-los-angeles = 米国太平洋岸

## A forgotten root password

forgot-link = パスワードを忘れた場合
forgot-title = ルートユーザーのパスワードを忘れた場合
forgot-lead = ルートユーザーの E メールアドレスを入力してください。該当するルートユーザーがいる場合、パスワードを再設定するためのアドレスをメールで送信します。
forgot-button = メールを送信
forgot-mfa = MFA デバイスは変わりません。再設定後も MFA 認証が必要です。
forgot-sent = この E メールアドレスのルートユーザーがいる場合、メールを送信しました。メールに記載されたアドレスは、30 分間、1 回だけ使用できます。
forgot-sent-last = 複数回依頼した場合は、最後のメールのアドレスだけが有効です。送信できるのは 1 日に 3 通までです。
forgot-sent-none = メールが届かない場合は、E メールアドレスと迷惑メールフォルダーを確認するか、この Sekisho の運用担当者に連絡してください。
forgot-no-mail = この Sekisho はメールを送信しないため、ここからパスワードを再設定することはできません。
forgot-no-mail-ask = この Sekisho の運用担当者に連絡してください。
reset-title = ルートユーザーのパスワードの再設定
reset-lead = ルートユーザーのセッションはすべて終了します。MFA デバイスは変わりません。次回のサインインでも MFA 認証が必要です。
reset-button = パスワードを設定
reset-over = このアドレスは使用できません。使用済みか、あとから届いたアドレスがあるか、30 分の有効期間が過ぎています。
reset-again = もう一度メールを依頼
reset-done = ルートユーザーのパスワードを設定しました。新しいパスワードでサインインしてください。MFA デバイスがある場合は、引き続き MFA 認証が必要です。
