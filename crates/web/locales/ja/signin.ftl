### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## The two doors

signin-title = サインイン
signin-button = サインイン
signin-again = もう一度サインイン
choose-root-text = アカウントの所有者。ルートユーザーにしかできない作業を行うときに使います
choose-user-text = アカウントで日々の作業を行う人
signin-root-title = ルートユーザーとしてサインイン
signin-user-title = IAM ユーザーとしてサインイン
signin-root-email = ルートユーザーの E メールアドレス
signin-account = アカウント ID (12 桁) またはアカウントエイリアス
signin-other-email = 別の E メールアドレスを使用
signin-root-refused = E メールアドレスまたはパスワードが正しくありません。
signin-user-refused = アカウント、ユーザー名、パスワードのいずれかが正しくありません。
signin-password-expired = このパスワードは期限切れです。アカウントの管理者に新しいパスワードの発行を依頼してください (一時パスワードの有効期間は 72 時間です)。
signin-busy = 現在、サインインが集中しています。数秒待ってから、もう一度お試しください。
wait = あと { $clock } で再試行できます。
wait-over = 再試行できます。

## MFA

mfa-title = MFA 認証
mfa-code-digits = MFA コード ({ $digits } 桁)
mfa-code-submits = MFA コード ({ $digits } 桁、入力が完了すると自動的に送信されます)
mfa-hint = このデバイスの認証アプリに、いま表示されているコードを入力してください。
mfa-hint-token = トークンに、いま表示されているコードを入力してください。
mfa-other-device = 別のデバイスを使用
mfa-refused = コードを確認できませんでした。次のコードが表示されるのを待って、新しいコードを入力してください。
mfa-wait = 次に入力できるまで { $clock }
mfa-wait-over = もう一度お試しください。
mfa-spent = 過去 1 年間に誤ったコードが多く入力されたため、このブラウザではコードを受け付けていません。MFA でサインインしたことのあるブラウザを使うか、アカウントの管理者にパスワードの再設定を依頼してください。
mfa-trouble = コードが受け付けられない場合
mfa-trouble-clock = スマートフォンの日付と時刻を自動設定にしてください。コードは時刻から計算されます。
mfa-trouble-token = トークンの時計は変更できません。コードが受け付けられなくなった場合は、別のデバイスでサインインし、「セキュリティ認証情報」でトークンを再同期してください。
mfa-trouble-used = コードは 1 回しか使えません。使ったばかりのときは、次のコードを待ってください。
mfa-start-again = 別のユーザーでサインイン

## The forced change of password

new-password-title = 新しいパスワードの設定
new-password-lead = 現在のパスワードは、ほかの人が設定したか、見ることのできたものです。自分だけが知っているパスワードを設定すると、コンソールが開きます。
new-password-button = パスワードを変更して続行

## After the session

signed-out-title = サインアウトしました
signed-out-text = このブラウザには、コンソールを開くための情報は残っていません。
expired-title = セッションの有効期限が切れました
expired-text = セッションは、サインインから 12 時間後、または 1 時間操作がないと終了します。
ended-title = セッションが終了しました
ended-text = ほかのブラウザから終了されたか、パスワードまたは MFA デバイスが変更されたため、終了しました。

## Before and during set-up

no-account-title = アカウントがまだありません
no-account-text = Sekisho はインストールされ、最初のアカウントの作成を待っています。起動時に端末に表示された 1 回限りのアドレスを開いてください。
no-account-file = 端末から起動していない場合、アドレスはデータディレクトリの setup-address ファイルに書かれています。
no-account-refused = この初期設定用アドレスは使用できません。
no-account-refused-text = アドレスの有効期間は 60 分間で、Sekisho が停止すると無効になります。再起動すると新しいアドレスが発行されます。
setup-title = Sekisho の初期設定
setup-begin-text = 最初のアカウントとルートユーザーを作成します。作成できるのは 1 回だけで、完了するとこのアドレスは使えなくなります。
setup-begin = 開始
setup-lead = ルートユーザーは、アカウントのすべての操作を行えます。サインインしたら、最初に MFA を追加してください。
setup-account-name-hint = 会社名や部署名など。あとから変更できます。
setup-root-email-hint = サインインに使用するアドレスです。
setup-password = ルートユーザーのパスワード
setup-password-again = ルートユーザーのパスワード (確認用)
setup-button = アカウントを作成
setup-done = アカウント { $id } を作成しました。ルートユーザーとしてサインインしてください。
