### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## What a policy asks for

policy-title = パスワードポリシー
policy-none = 設定されていません。パスワードは 8～128 文字で、よく使われるものは設定できません。
policy-always = よく使われるパスワードも設定できません。
policy-length = { $n } 文字以上
policy-uppercase = 英大文字 (A～Z) を 1 文字以上含む
policy-lowercase = 英小文字 (a～z) を 1 文字以上含む
policy-numbers = 数字を 1 文字以上含む
policy-symbols = 記号 (! @ # $ % ^ & * ( ) _ + - = [ ] {"{"} {"}"} | ') を 1 文字以上含む
policy-not-again = 過去 { $n } 回以内に使用したパスワードは再使用できない
policy-expires = 有効期限は { $n } 日間
policy-hard-expiry = 有効期限が切れたパスワードは、管理者だけが設定し直せる
policy-users-may-change = ユーザーが自分のパスワードを変更できる
policy-hint = アカウントのパスワードポリシー: { $demands }
policy-gap = 、

## The form

policy-edit = パスワードポリシーを変更
policy-set = パスワードポリシーを設定
policy-scope = IAM ユーザーのパスワードに適用され、ルートユーザーには適用されません。文字数と強度は今後設定するパスワードに、有効期限は現在のパスワードにも適用されます。
policy-length-min = パスワードの最小文字数
policy-length-hint = 6～128 で指定します。8 未満を指定しても、8 文字以上が必要です。
policy-strength = パスワードの強度
policy-remembered = 再使用を禁止する過去のパスワードの数
policy-remembered-hint = 1～24 で指定します。空欄の場合、現在のパスワード以外は再使用できます。
policy-age-days = パスワードの有効期限 (日数)
policy-age-hint = 設定した日からの日数を 1～1095 で指定します。空欄の場合、有効期限はありません。
policy-changes = パスワードの変更
policy-save = パスワードポリシーを保存
policy-delete = パスワードポリシーを削除
policy-delete-text = ポリシーがない場合、パスワードは 8～128 文字で、よく使われるものは設定できません。有効期限はありません。
policy-saved = パスワードポリシーを保存しました。
policy-deleted = パスワードポリシーを削除しました。
error-policy-length = { $least }～{ $most } の数字を入力してください。
error-policy-optional = { $least }～{ $most } の数字を入力するか、空欄にしてください。
