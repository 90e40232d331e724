### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Dashboard

dashboard-title = IAM ダッシュボード
recommend-title = セキュリティに関するレコメンデーション
recommend-open = 要対応
recommend-advised = 推奨
recommend-closed = 対応済み
recommend-root-mfa = root ユーザーの MFA を追加する
recommend-root-mfa-text = 多要素認証 (MFA) を有効にすると、パスワードが漏れても、それだけではサインインできなくなります。
recommend-root-mfa-by-root = 追加できるのはルートユーザーだけです。ルートユーザーとしてサインインし、このページを開いてください。
recommend-root-mfa-done = root ユーザーには MFA があります
recommend-root-mfa-done-text = ルートユーザーのサインインには、2 つ目の要素が必要です。
recommend-root-keys = root ユーザーのアクセスキーを無効化または削除する
recommend-root-keys-by-root = ルートユーザーに有効なアクセスキーがあります。無効化できるのはルートユーザーだけです。ルートユーザーとしてサインインし、このページを開いてください。
recommend-root-keys-button = アクセスキーを開く
recommend-root-keys-text = ルートユーザーに有効なアクセスキーがあります。プログラムでは、権限を絞った IAM ユーザーのアクセスキーを使ってください。
recommend-root-keys-done = root ユーザーには、アクティブなアクセスキーがありません
recommend-root-keys-done-text = ルートユーザーのアクセスキーより、IAM ユーザーのアクセスキーのほうが安全です。
recommend-own-mfa = 自分の MFA を追加する
recommend-own-mfa-text = 多要素認証 (MFA) を有効にすると、パスワードが漏れても、それだけではサインインできなくなります。
recommend-own-mfa-done = 自分の MFA は有効です
recommend-own-mfa-done-text = サインインには、2 つ目の要素が必要です。
recommend-second-device = MFA デバイスが 1 台だけです
recommend-second-device-text = 紛失するとサインインできなくなります。2 台目を追加し、別の場所に保管してください。
recommend-second-device-button = 2 台目を追加
add-mfa = MFA を追加
password-is-known = 正しいパスワードの入力後に、誤ったコードが何度も入力されました。パスワードを知っている第三者がいます。すぐにパスワードを変更してください。
numbers-title = IAM リソース
numbers-users = ユーザー
numbers-devices = MFA デバイス
numbers-without-mfa = MFA のないユーザー
dashboard-account = アカウント
alias-create = 作成

## Users

users-title = ユーザー
users-lead = IAM ユーザーは、このアカウントにサインインする人、またはアカウントで動作するプログラムを表します。
users-create = ユーザーの作成
users-search = 名前の先頭で検索
users-search-button = 検索
users-search-clear = すべてのユーザーを表示
users-csv = CSV をダウンロード
users-column-mfa = MFA
users-column-console = コンソールアクセス
users-column-last-sign-in = 最終サインイン
users-column-created = 作成日時
users-devices = { $n } 台
users-without-mfa = なし
users-mfa-not-needed = パスワードなし
users-console-enabled = 有効
users-console-disabled = 無効
users-shown = このページに { $n } 人
users-empty = ユーザーがまだいません
users-empty-text = 自分を含め、1 人につき 1 つのユーザーを作成してください。ルートユーザーは、どうしても必要な作業にだけ使います。
users-none-found = 「{ $search }」で始まる名前のユーザーはいません。
users-first = 最初のページ
users-next = 次のページ
user-deleted = ユーザー { $name } を削除しました。

## Create user

create-title = ユーザーの作成
create-name-hint = 64 文字以内の半角英数字と記号 + = , . @ _ -
contact-email = 連絡先 E メールアドレス
contact-email-hint = サインインに関する変更を本人に知らせる宛先です。
create-console = コンソールパスワード
create-console-generated = パスワードを自動生成する
create-console-generated-hint = ユーザーの作成後に 1 回だけ表示されます。
create-console-typed = パスワードを入力する
create-console-none = コンソールアクセスを許可しない
create-console-none-hint = プログラム用のユーザーです。
create-password = パスワード (入力する場合)
create-must-change = どちらのパスワードも一時的なものです。72 時間以内に最初のサインインを行い、変更する必要があります。
create-policy = アクセス許可
create-policy-own = 自分の認証情報を管理
create-policy-own-hint = 自分のパスワードと MFA デバイスを管理できます。それ以外の操作には、MFA と追加のアクセス許可が必要です。
create-policy-administrator = 管理者
create-policy-administrator-hint = ルートユーザーにしかできない操作を除き、アカウントのすべての操作を行えます。
create-button = ユーザーの作成
created-title = ユーザー { $name } を作成しました
created-once = パスワードが表示されるのは今回だけです。安全な方法で本人に渡すか、ファイルをダウンロードしてください。
created-typed = パスワードは入力したものです。再表示はできません。
created-no-console = このユーザーにはコンソールパスワードがないため、サインインできません。
created-temporary = 72 時間以内に最初のサインインを行い、変更する必要があります。
created-csv = .csv ファイルをダウンロード
created-open = ユーザーのページを開く
created-back = ユーザーの一覧に戻る

## A user's page

user-summary = 概要
user-arn = ARN
user-created = 作成日時
user-last-sign-in = 最終サインイン
user-tabs = ページの切り替え
user-tab-permissions = アクセス許可
user-tab-security = セキュリティ認証情報
user-policies = 許可ポリシー
user-policy-name = ポリシー名
user-tab-tags = タグ
user-tag-key = キー
user-tag-value = 値
user-path = パス
user-contact = 連絡先
user-contact-saved = 連絡先 E メールアドレスを保存しました。
console-signin = コンソールサインイン
console-password = コンソールパスワード
console-enabled = 有効 (設定日時)
console-temporary = 一時パスワード (有効期限)
console-disabled = 無効
handover-open = パスワードを設定
handover-title = { $name } のパスワードの設定
handover-lead = このユーザーのセッションはすべて終了します。MFA デバイスは変わりません。
handover-button = パスワードを設定
handover-done = { $name } のパスワードを設定しました
console-disable = コンソールアクセスを無効化
console-disable-title = { $name } のコンソールアクセスの無効化
console-disable-text = パスワードを削除し、このユーザーのセッションをすべて終了します。MFA デバイスとアクセスキーは変わりません。
console-disable-own = これは自分のユーザーです。すぐにサインアウトされ、ほかの人がパスワードを設定するまでサインインできません。
console-was-disabled = { $name } のコンソールアクセスを無効化しました。
delete-title = ユーザー { $name } の削除
delete-text = ユーザー、パスワード、MFA デバイス、アクセスキーが削除されます。この操作は取り消せません。
delete-devices = { $n ->
     [0] 一緒に削除される MFA デバイスはありません。
    *[other] MFA デバイス { $n } 台も削除されます。
}
delete-keys = アクセスキー { $n } 個も削除され、それを使うプログラムは拒否されます。
delete-type = 確認のため、ユーザー名を入力してください
delete-button = ユーザーの削除

## MFA devices

devices-title = 多要素認証 (MFA)
devices-lead = 最大 { $max } 台まで割り当てられます。パスワードの入力後、いずれか 1 台でサインインできます。
devices-assign = MFA デバイスの割り当て
devices-empty = MFA デバイスが割り当てられていません
devices-empty-text = スマートフォンの認証アプリを使うと、パスワードが漏れても、それだけではサインインできません。設定は 2 分ほどで終わります。
devices-kind = タイプ
devices-kind-app = 認証アプリ
devices-name = デバイス名
devices-serial = シリアル番号 (ARN)
devices-added = 割り当て日時
devices-last-used = 最終使用
devices-remove = 削除
devices-resync = 再同期
devices-replace = 交換
devices-actions = 操作
mfa-added = MFA デバイス { $name } を割り当てました。次回のサインインから MFA が必要です。
mfa-replaced = MFA デバイス { $name } を割り当て、交換元のデバイスを削除しました。ほかのセッションはすべて終了しました。
mfa-removed = MFA デバイス { $name } を削除しました。
mfa-resynced = MFA デバイス { $name } を再同期しました。

## Devices that nobody has

unassigned-title = 未割り当ての仮想 MFA デバイス
unassigned-lead = プログラムで作成され、どのユーザーにも割り当てられていないデバイスです。サインインには使えませんが、削除するまで同じ名前は使用できません。
unassigned-open = 未割り当ての仮想 MFA デバイスを表示
unassigned-empty = 未割り当てのデバイスはありません
unassigned-empty-text = 使用中の名前は、割り当て済みのデバイスの名前です。
unassigned-delete = { $name } を削除
unassigned-next = 次のページ
unassigned-gone = MFA デバイス { $name } を削除しました。この名前は再び使用できます。
unassigned-taken = このデバイスは割り当て済みになったため、削除されませんでした。

## The wizard

wizard-step = ステップ { $step }/{ $steps }
wizard-replaces = { $name } と交換します。新しいデバイスの確認が済むと { $name } は削除され、ほかのセッションはすべて終了します。それまでは { $name } を使用できます。
wizard-for = 対象: ユーザー { $name }
wizard-name-title = デバイスの指定
wizard-device-name = デバイス名
wizard-device-name-hint = シリアル番号の一部になります。128 文字以内の半角英数字と記号 + = , . @ _ -
wizard-label = ラベル
wizard-label-hint = デバイスを見分けるためのメモです。日本語も使えます。
wizard-kind = MFA デバイス
wizard-kind-app = 認証アプリ
wizard-kind-app-hint = スマートフォンやコンピューターのアプリです。30 秒ごとに新しいコードが表示されます。
wizard-app-title = 認証アプリの設定
wizard-install = 認証アプリをインストール
wizard-install-text = この形式の QR コードを読み取れるアプリであれば使用できます。代表的なアプリ:
wizard-app-works = 使用可
wizard-app-does-not = 使用不可
mfa-app-google = Android と iPhone で使えます
mfa-app-microsoft = Android と iPhone で使えます。アカウントの種類は「その他」を選びます
mfa-app-duo = Android と iPhone で使えます
mfa-app-authy = Android と iPhone で使えます。デスクトップ版は提供を終了しています
mfa-app-symantec = この QR コードを読み取れません。専用サービスの認証情報にだけ対応しています
wizard-scan = QR コードをスキャン
wizard-scan-text = 認証アプリでアカウントの追加を選び、カメラで QR コードを読み取ってください。
wizard-qr-alt = このサインインを認証アプリに追加するための QR コード
wizard-open-app = このスマートフォンの認証アプリで開く
wizard-entry = アプリに表示される名前
wizard-show-secret = シークレットキーを表示
wizard-secret-text = スキャンできない場合は、このキーをアプリに入力してください。空白は無視されます。キーを知っている人は同じコードを作れるため、ほかの人に見せないでください。
wizard-codes = 連続する 2 つのコードを入力
wizard-codes-text = 認証アプリに表示されたコードを入力します。最大 30 秒待ってコードが切り替わったら、次のコードを入力します。
wizard-code1 = MFA コード 1
wizard-code2 = MFA コード 2
mfa-codes-wrong = コードが一致しません。いま追加した項目のコードであること、スマートフォンの時刻が自動設定であることを確認し、連続する 2 つの新しいコードを入力してください。
mfa-codes-swapped = コードの順番が逆です。先に表示されたコード、続いて次のコードの順に、新しい 2 つのコードを入力してください。
mfa-codes-same = 同じコードが 2 回入力されました。次のコードが表示されるのを待って、2 つ目に入力してください。
mfa-codes-gap = 2 つのコードの間が空いています。続けて表示された 2 つのコードを入力してください。
mfa-codes-used = 使用済みのコードです。新しいコードが 2 回表示されるのを待って、入力してください。
mfa-wizard-expired = 設定の開始から 15 分が経過したため、取り消されました。アプリに追加した項目を削除して、最初からやり直してください。
remove-title = MFA デバイスの削除
remove-text = このデバイスではサインインできなくなります。ほかのセッションはすべて終了します。
remove-last = 最後の MFA デバイスです。削除すると、パスワードだけでサインインできるようになります。
remove-last-advice = 機種変更の場合は、削除せずに交換してください。
remove-remaining = 残りの MFA デバイスは { $n } 台です。
remove-entry = 削除後、アプリに残っている項目も削除してください。
remove-button = デバイスを削除
resync-title = MFA デバイスの再同期
resync-text = デバイスの時刻がずれると、コードが受け付けられなくなります。連続する 2 つのコードを入力すると、ずれを補正します。
resync-button = 再同期

## Security credentials, password

credentials-title = 自分のセキュリティ認証情報
credentials-details = サインインの詳細
credentials-email = E メールアドレス
credentials-banner = MFA が割り当てられていません。最初に MFA デバイスを割り当ててください。
credentials-password-set = 最終変更
credentials-change-password = パスワードの変更
change-title = パスワードの変更
change-lead = ほかのセッションはすべて終了します。
change-button = パスワードを変更
password-changed = パスワードを変更しました。ほかのセッションは終了しました。

## Sessions

sessions-title = セッション
sessions-lead = 現在サインインしているブラウザの一覧です。セッションは、12 時間後、または 1 時間操作がないと終了します。
sessions-browser = ブラウザ
sessions-address = IP アドレス
sessions-started = サインイン日時
sessions-last-used = 最終使用
sessions-factor = 認証方法
sessions-factor-mfa = パスワードと MFA
sessions-factor-password = パスワードのみ
sessions-here = このセッション
sessions-end = 終了
sessions-end-of = セッション { $browser } を終了
sessions-end-others = ほかのセッションをすべて終了
sessions-only-this = ほかにサインインしているブラウザはありません。
session-ended = セッションを終了しました。
sessions-ended = { $n } 件のセッションを終了しました。

## Account settings

account-title = アカウント設定
account-details = アカウント
account-alias-hint = サインイン URL でアカウント ID の代わりに使えます。3～63 文字の半角英小文字、数字、ハイフン。
account-alias-save = エイリアスを保存
account-alias-delete = エイリアスを削除
account-name-save = アカウント名を保存
account-root-email = ルートユーザーの E メールアドレス
account-saved = アカウント設定を保存しました。
account-alias-deleted = エイリアスを削除しました。サインインにはアカウント ID を使用してください。

## Confirm

confirm-title = 本人確認
confirm-text = サインインに関わる変更のため、もう一度確認します。入力した内容は保持されます。
confirm-password = 自分のパスワード
confirm-button = 確認
