### 日本語。ルートユーザーだけが行える操作。用語: docs/glossary.md。

## ルートユーザーのページ

root-title = ルートユーザー
root-lead = このページの操作は、ルートユーザーだけが行えます。どのポリシーでもほかのユーザーに許可することはできません。いずれも MFA を使ったセッションが必要です。
root-only = このページの内容は、このアカウントのルートユーザーにだけ表示されます。
root-needs-mfa = ルートユーザーがこの操作を行うには、MFA を使ったセッションが必要です。先に「{ $button }」を行ってください。
root-open = 開く
root-link-text = E メールアドレス、パスワード、MFA デバイス、アクセスキー、管理者のアクセスの復元。
root-email-change = 変更
root-email-look = 内容の確認と取り消し
root-mfa-and-keys = MFA デバイスとアクセスキー
root-active-keys = 有効なアクセスキー
root-admins-look = 管理者を確認
root-admins-text = 管理者が自分の操作で締め出された場合に、原因を確認し、アクセスを復元できます。

## E メールアドレス

email-title = E メールアドレス
email-lead = ルートユーザーはこのアドレスでサインインし、通知もここに届きます。新しいアドレスは、そこに届くコードで確認します。変更が有効になるのは確認の 72 時間後です。それまでは以前のアドレスでサインインし、以前のメールを受け取る人は変更を取り消せます。
email-now = E メールアドレス
email-new = 新しい E メールアドレス
email-new-hint = このアドレスにコードを、現在のアドレスに通知を送信します。
email-ask = コードを送信
email-no-mail = この Sekisho ではメールが設定されていないため、コードを送信できません。運用担当者に、先に SMTP サーバーの設定を依頼してください。
email-code-text = { $to } にコードを送信しました。ここに入力してください。届かない場合は、そのアドレスに届いたメールの内容を確認するか、取り消してやり直してください。
email-code = メールに記載されたコード
email-code-until = コードの有効期限
email-confirm = アドレスを確認
email-takes-effect = 有効になる日時
email-not-confirmed = 未確認
email-begun = 申請日時
email-waits = 新しいアドレスを確認しました。有効になるまでは、以前のアドレスでサインインしてください。
email-cancel = 変更を取り消す
email-asked = 新しいアドレスにコードを送信し、現在のアドレスに通知しました。
email-confirmed = 新しいアドレスを確認しました。72 時間後に有効になります。
email-cancelled = E メールアドレスの変更を取り消しました。
error-email-same = 現在のアドレスと同じです。別のアドレスを入力してください。
error-email-code = 送信されたコードと一致しません。最後のメールにある 8 桁の数字を入力してください。
error-email-code-over = コードは無効になりました。新しいアドレスの入力からやり直してください。
error-email-taken = このアドレスは、別のルートユーザーのものです。変更を取り消し、別のアドレスを使用してください。

## メールのリンク先

email-cancel-title = ルートユーザーの E メールアドレスの変更
email-cancel-lead = ルートユーザーのセッションから、E メールアドレスの変更が申請されました。心当たりがない場合は、取り消してください。現在のアドレスはそのまま残ります。
email-cancel-more = 取り消しても、申請した人のセッションは終了しません。サインインしてルートユーザーのパスワードを変更し、MFA デバイスとセッションを確認してください。
email-cancel-over = 取り消すものはありません。変更は取り消されたか、確認されなかったか、すでに有効になっています。新しいアドレスに心当たりがない場合は、すぐにこの Sekisho の運用担当者に連絡してください。

## 管理者

admins-title = 管理者のアクセス
admins-lead = ポリシーによってすべての操作が許可されているユーザーです。それぞれのユーザーがここから MFA を使ってサインインした場合として、ポリシーを評価しています。
admins-none = すべての操作が許可されているユーザーはいません
admins-none-text = 管理者にするユーザーの名前を入力してください。
admins-state = 状態
admins-free = すべての操作が可能
admins-held = 制限あり
admins-hindrances = 妨げているもの
admins-nothing = なし
admins-not-given = すべての操作を許可するポリシーがない
admins-bounded = アクセス許可の境界「{ $name }」
admins-broken = 読み取れないポリシー (すべてが拒否されます)
admins-denied = 拒否: { $by }
admins-more = ここに表示されていない管理者がいます。下にユーザー名を入力してください。
admins-another = 別のユーザー
admins-another-look = このユーザーを確認
error-admins-name = このアカウントには、この名前のユーザーはいません。

restore-title = { $name } の管理者のアクセス
restore-will = アクセスを復元するために、次の操作を行います。
restore-attach = ポリシー AdministratorAccess をアタッチします。
restore-unbound = アクセス許可の境界を解除します。
restore-denies-stay = 拒否のステートメントは変更しません。復元後に、変更できる画面へのリンクとともにここに表示します。
restore-denies-left = アタッチまたは解除するものは残っていません。上に表示されたものを開き、変更するかデタッチしてください。明示的な拒否は、どの許可よりも優先されます。
restore-button = 管理者のアクセスを復元
restore-done = { $name } に AdministratorAccess がアタッチされ、アクセス許可の境界はありません。

## メール

mail-new-email-subject = ルートユーザーの E メールアドレスの確認
mail-new-email = アカウント「{ $account }」のルートユーザーに、このアドレスを使用する申請がありました。確認するには、コンソールの「ルートユーザー」のページで次のコードを入力してください。
mail-new-email-valid = { $date } まで有効です。複数回申請した場合は、最後のメールのコードだけが有効です。変更は、確認の 72 時間後に有効になります。
mail-new-email-to-do = このコードを使ったり人に教えたりしないでください。コードを入力しない限り、何も変わりません。
mail-new-email-taken = アカウント「{ $account }」のルートユーザーに、このアドレスを使用する申請がありました。
mail-new-email-taken-text = このアドレスはすでにルートユーザーのものなので、コードは発行されず、何も変わりません。別のアドレスを使用してください。
mail-email-asked = 【要対応】ルートユーザーの E メールアドレスの変更が申請されました
mail-email-asked-text = アカウント「{ $account }」のルートユーザーのセッションから、E メールアドレスの変更が申請されました。新しいアドレスが確認されるまで、何も変わりません。
mail-email-waits = 【要対応】ルートユーザーの E メールアドレスが 72 時間後に変更されます
mail-email-waits-text = アカウント「{ $account }」のルートユーザーの新しい E メールアドレスが確認されました。変更は { $date } に有効になります。それまではこのアドレスでサインインでき、このメールを受け取った人なら誰でも取り消せます。
mail-email-link = 心当たりがない場合は、次のアドレスを開いて取り消してください。開くだけでは何も変わりません。
mail-email-link-more = ほかの人がルートユーザーのセッションを使用している可能性があります。サインインしてパスワードを変更し、MFA デバイスとセッションを確認してください。
mail-email-changed = ルートユーザーの E メールアドレスが変更されました
mail-email-changed-text = { $whose }の E メールアドレスが変更されました。今後は新しいアドレスでサインインします。24 時間は、メールによるパスワードの再設定を行えません。
mail-email-changed-to-do = 至急お問い合わせください。ほかの人がこのアカウントのルートユーザーを使用している可能性があります。
mail-email-kept = ルートユーザーの E メールアドレスの変更が取り消されました
mail-email-kept-text = { $whose }の E メールアドレスの変更が取り消されました。アドレスは変わりません。
mail-email-kept-to-do = ほかの人がルートユーザーのセッションを使用している可能性があります。すぐにパスワードを変更し、MFA デバイスとセッションを確認してください。
mail-restored = 管理者のアクセスが復元されました
mail-restored-text = { $whose }のセッションで、次のユーザーが管理者になりました。AdministratorAccess がアタッチされ、アクセス許可の境界があった場合は解除されました。
mail-restored-to-do = すぐにこのユーザーから AdministratorAccess をデタッチし、ルートユーザーのパスワードを変更して、MFA デバイスとセッションを確認してください。
