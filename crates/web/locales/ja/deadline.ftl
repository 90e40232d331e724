### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Days, rules, occasions

days-left = { $days ->
     [0] 本日まで
    *[other] あと { $days } 日
}
whom-management-roots = 管理アカウントのルートユーザー
whom-roots = ルートユーザー
whom-console-users = コンソールにサインインできるすべてのユーザー (ルートユーザーを含む)
whom-group = グループ { $name } に属し、コンソールにサインインできるユーザー
whom-group-deleted = 削除されたグループ ({ $id }) のユーザー
rule-date = { $date } から
rule-days = { $days ->
     [0] 直ちに
    *[other] MFA を使わない最初のサインインから { $days } 日後
}
rule-both = { $days ->
     [0] 直ちに ({ $date } を待たない)
    *[other] { $date }、または MFA を使わない最初のサインインから { $days } 日後の、いずれか早いほう
}
setter-file = 運用担当者 (設定ファイル)
setter-operator-all = 運用担当者 (すべてのアカウントが対象)
setter-operator-account = 運用担当者 (このアカウントが対象)
setter-root = このアカウントのルートユーザー
occasion-announced = 告知
occasion-in-effect = 適用開始
occasion-before = { $days } 日前
due-met = 設定済み
due-free = 対象外
due-from-first = 次のサインインから { $days } 日後
due-past = 期限切れ
mfa-needed = この操作は、MFA でサインインしたセッションでのみ行えます。パスワードを盗まれただけでは実行できないようにするためです。MFA デバイスを割り当てるか、MFA でサインインし直してください。
reason = 理由
reason-hint = 200 文字以内、1 行で入力してください。変更の通知を受け取るすべての人に表示されます。
back = 戻る

## Above every page

banner-label = MFA の必須化
banner-text = コンソールの利用には、{ $date } から MFA が必要です。
banner-link = MFA デバイスを割り当てる
nav-mfa-status = MFA の状況
nav-deadline = MFA の必須化
nav-many = 複数のアカウント
nav-accounts = 全アカウントの点検

## After the password, before the day

required-title = MFA の設定が必要です
required-when = 期限
required-from = { $date } から必要です
required-after-first = 次のサインインから { $days } 日後に必要になります
required-why = パスワードは、使い回しや偽のサインイン画面などから漏れることがあります。多要素認証 (MFA) を設定しておけば、パスワードが漏れても、それだけではサインインできません。費用はかからず、設定は 2 分ほどで終わります。
required-afterwards = 期限を過ぎると、パスワードの入力後に行えるのは MFA デバイスの割り当てだけになります。
required-now = 今すぐ設定
required-later = あとで
kinds-title = 使用できる MFA デバイス
kind-app = 認証アプリ
kind-app-text = お手持ちのスマートフォンで使える無料のアプリです。30 秒ごとに新しいコードが表示されます。
kind-key = パスキーまたはセキュリティキー
kind-key-text = USB ポートに挿す小型の機器や、スマートフォンとコンピューターの指紋認証または顔認証です。
kind-token = ハードウェア TOTP トークン
kind-token-text = 30 秒または 60 秒ごとに新しいコードを表示する、画面の付いた小型の機器です。

## After the day

enrol-title = 続けるには MFA デバイスの割り当てが必要です
enrol-past = { $date } から MFA が必要になりましたが、MFA デバイスがまだ割り当てられていません。割り当てが終わると、コンソールを通常どおり使用できます。
enrol-by-mail = パスワードがメールのアドレスから再設定されたため、最初の MFA デバイスを割り当てる前に、もう 1 つ本人確認が必要です。
enrol-next = 次のページから、2 分ほどで割り当てられます。
enrol-more = パスワードを盗んだ第三者による割り当てを防ぐため、最初の MFA デバイスを割り当てる前に、もう 1 つ本人確認が必要です。
enrol-code-title = メールで届くコード
enrol-code-text = 8 桁のコードが届きます。有効期間は 30 分です。
enrol-code-send = { $mailbox } にコードを送信
enrol-code-sent = { $mailbox } にコードを送信しました。有効期間は 30 分で、最後に送信したコードだけが有効です。
enrol-code-was-sent = コードを送信しました。
enrol-code = メールに記載されたコード
enrol-code-hint = 8 桁の数字
enrol-code-button = コードを確認
enrol-code-resend = コードを再送信
enrol-address-title = MFA 設定用アドレス
enrol-address-instead = または MFA 設定用アドレスを使用
enrol-address = MFA 設定用アドレス
enrol-address-hint = 受け取ったアドレスを貼り付けてください。有効期間は 24 時間です。
enrol-address-button = アドレスを使用
enrol-ask-operator = この Sekisho の運用担当者に、アドレスの発行を依頼してください。運用担当者は次のコマンドで発行します。
enrol-ask-administrator = アカウントの管理者に、アドレスの発行を依頼してください。管理者は、ユーザーのページから発行できます。
enrol-opened-title = 開いたアドレス
enrol-opened-text = サインインの前に、このブラウザで MFA 設定用アドレスを開いています。
enrol-opened-use = 開いたアドレスを使用
error-enrol-code-wrong = 最後に送信したコードと一致しません。最新のメールに記載された 8 桁の数字を入力してください。
error-enrol-code-over = このコードは、期限が切れたか、誤った入力が続いたため、使用できなくなりました。コードを再送信してください。
error-too-many-mails = このアドレスに 1 日に送信できるメールの上限に達しました。明日もう一度お試しいただくか、MFA 設定用アドレスを使用してください。
error-enrol-address = このアドレスは使用できません。期限が切れているか、別のユーザー用です。新しいアドレスの発行を依頼してください。
enrol-door-title = MFA 設定用アドレス
enrol-door-text = このアドレスを使って、最初の MFA デバイスを割り当てることができます。続けて、このブラウザでパスワードを入力してサインインすると、割り当てに進みます。割り当てが終わるまで、アドレスは使用済みになりません。
enrol-door-button = サインインに進む
enrol-door-kept = アドレスをこのブラウザに 1 時間保持します。サインインすると、MFA デバイスの割り当てに進みます。

## The rules

deadline-title = MFA の必須化
deadline-lead = このアカウントで、誰に、いつから MFA を必須とするかの設定です。期限までに MFA がない場合、パスワードの入力後に行えるのは MFA デバイスの割り当てだけになります。
deadline-rules = 適用中のルール
deadline-whom = 対象
deadline-when = 必須になる時期
deadline-by = 設定者
deadline-since = 告知日時
deadline-none = このアカウントでは、MFA は誰にも必須とされていません
deadline-none-text = 期日を設定すると、対象者全員にメールで知らせます。設定時に加え、30 日前、14 日前、7 日前、1 日前にも送信します。
deadline-earliest = 最も早く、最も広いルールが適用されます。あとから追加したルールで猶予が延びることはありません。
deadline-root-only = ここでルールを設定できるのは、このアカウントのルートユーザーだけです。
deadline-set = ルールの設定
deadline-saved = ルールを保存しました。対象者にメールで知らせます。
deadline-removed = ルールを削除しました。アカウントの連絡先にメールで知らせます。
postponed-title = 延期の履歴
postponed-none = 延期されたことはありません。
postponed-what = 変更内容
postponed-at = 日時
postponed-removed = 削除
deadline-set-title = ルールの設定
deadline-form = ルール
deadline-change = 内容を変更
deadline-for-root = このアカウントのルートユーザー
deadline-for-group = グループに属し、コンソールにサインインできるユーザー
deadline-group = グループ
deadline-date = 期日
deadline-date-hint = この日の始まり ({ $zone }) から MFA が必須になります。
deadline-days = MFA を使わない最初のサインインからの日数
deadline-days-hint = 0～365。0 は「直ちに」を意味します。AWS では 35 日です。
deadline-both = 両方を入力した場合は、早いほうが適用されます。
deadline-preview = 内容を確認
deadline-meaning = この設定の意味
deadline-stricter = 猶予が延びる人はいません。対象者全員に、設定時に加え、30 日前、14 日前、7 日前、1 日前にメールで知らせます。
deadline-own = 自分自身にもまだ MFA デバイスがなく、このルールの対象になります。
deadline-same = このルールは、すでに適用されています。
deadline-weaker = 現在のルール ({ $present }) より猶予が延びます。理由の入力が必要です。理由は、アカウントのすべての連絡先に知らせ、このページにも表示します。
deadline-confirm = このルールを設定
deadline-remove-title = ルールの削除
deadline-remove-text = このルールだけの対象だった人には、MFA が必須ではなくなります。理由は、アカウントのすべての連絡先に知らせ、このページにも表示します。
deadline-remove-button = ルールを削除
error-date = 2024-07-16 の形式で入力してください。
error-rule-empty = 期日または日数を入力してください。両方でもかまいません。
error-rule-days = 0～365 の日数を入力してください。
error-reason = 1～200 文字、1 行で理由を入力してください。
error-reason-missing = 猶予が延びる変更です。理由を入力してください。

## An address for somebody else

address-open = MFA 設定用アドレスを発行
address-offer = このユーザーには MFA デバイスがありません。割り当ての際に、MFA 設定用アドレスを求められることがあります。
address-title = MFA 設定用アドレスの発行
address-lead = 本人がこのアドレスとパスワードを使うと、期限後でも最初の MFA デバイスを割り当てられます。依頼者が本人であることを確認し、対面などの安全な方法で渡してください。
address-told = 有効期間は 24 時間で、デバイスが割り当てられると無効になります。新しく発行すると、以前のアドレスは使えなくなります。発行したことは、本人とアカウントの連絡先に知らせます。
address-button = アドレスを発行
address-once = アドレスが表示されるのは今回だけです。
address-until = 有効期限
address-use = 本人が、サインインするブラウザでこのアドレスを開くか、求められたときに貼り付けます。
create-grace = 猶予を与える理由
create-grace-hint = 入力しない場合、新しいユーザーには直ちに MFA が必要です。ルールがすでに告知されているためです。入力すると、最初のサインインからルールの日数だけ猶予があります。

## Refusals

last-factor = MFA が必須のため、最後の MFA デバイスは削除できません。交換するか、先に別のデバイスを割り当ててください。
problem-on-trial = この操作は、最初の MFA デバイスの割り当てから 24 時間後に行えます
problem-on-trial-text = 最初の MFA デバイスが、期限後、またはメールによるパスワードの再設定後に割り当てられました。本人が異議を申し出られるように、24 時間は、コンソールを使用できますが、この操作は行えません。
problem-open-from = 操作できる日時
problem-mfa-needed = MFA でサインインしたセッションが必要です
problem-last-factor = 最後の MFA デバイスは削除できません
problem-has-device = MFA デバイスがすでに割り当てられています
problem-has-device-text = MFA 設定用アドレスは、最初の MFA デバイスのためのものです。デバイスを紛失した場合は、先にユーザーからデバイスを削除してください。
problem-not-for-oneself = この操作は、ほかの人が行う必要があります
problem-not-for-oneself-text = 自分のための MFA 設定用アドレスは発行できません。アカウントの別の管理者に依頼してください。
