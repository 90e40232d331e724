### 日本語。用語は docs/glossary.md。

## ポリシー

policies-title = ポリシー
policies-lead = ポリシーは、アタッチ先のユーザー、グループ、ロールに何を許可し、何を拒否するかを定めます。
policies-create = ポリシーの作成
policies-scope = 管理元
policies-all = すべてのポリシー
policies-attached-only = 使用中のものだけ
policies-show = 表示
policies-none = 該当するポリシーはありません。
policies-description = 説明
policies-used = 使用数
policy-document = ポリシードキュメント
policy-document-of = ポリシードキュメント (バージョン { $version })
policy-versions = バージョン
policy-version = バージョン
policy-default = デフォルト
policy-set-default = デフォルトに設定
policy-set-default-named = { $version } をデフォルトに設定
policy-delete-version-named = バージョン { $version } を削除
policy-entities = このポリシーを使用しているもの
policy-no-entities = このポリシーはどこでも使用されていません。
document-delete-title = ポリシーを削除
document-delete-text = このポリシーはどこでも使用されていません。削除すると元に戻せません。
document-delete-first = ポリシーを削除するには、すべてのアタッチ先からデタッチし、ほかのバージョンを削除する必要があります。
owner-group = ユーザーグループ
owner-role = ロール
document-saved = ポリシー { $name } を保存しました。
document-deleted = ポリシー { $name } を削除しました。
version-was-set = デフォルトバージョンを { $version } に変更しました。
version-deleted = バージョン { $version } を削除しました。

## エディター

editor-edit = { $name } の編集
editor-inline = { $name } のインラインポリシーの作成
editor-form = ポリシーの内容
editor-document-hint = ポリシーを JSON で入力してください。保存する前に検査し、その意味を表示します。
editor-check = 検査してプレビュー
editor-save = ポリシーを保存
editor-prove = ポリシーはまだ保存されていません。最後の本人確認から 10 分以上経過しています。別のタブで本人確認をしてから、保存してください。
editor-prove-link = 新しいタブで本人確認
error-document = { $aws } — { $detail }; { $hint }。
error-policy-exists = この名前のポリシーはすでにあります。別の名前にしてください。
error-policies-max = ポリシーの数が上限に達しています。先にどれかを削除してください。
error-versions-max = バージョンが上限の 5 個に達しています。先にどれかを削除してください。
error-policy-too-large = ドキュメントがポリシーの上限サイズを超えています。複数のポリシーに分けてください。

## ポリシーの意味

reads-title = このポリシーの意味
reads-every-action = すべてのアクション
reads-every-resource = すべてのリソース
reads-everybody = すべてのプリンシパル
reads-except = { $everything } (ただし { $listed } を除く)
reads-comma = { "、" }
reads-or = { " または " }
reads-and = { "、かつ " }
reads-on = { $resources } に対する { $actions }
reads-by = { $who } による { $what }
reads-allows = { $what } を許可します
reads-denies = { $what } を拒否します
reads-always = { $sentence }。
reads-if = { $conditions } 場合に、{ $sentence }。
reads-unless = { $key } が true でない限り、{ $sentence }。
reads-each-value = { $key } のすべての値
reads-some-value = { $key } のいずれかの値
reads-absent = { $key } がない
reads-present = { $key } がある
reads-is = { $key } が { $values } である
reads-is-whatever-case = { $key } が (大文字と小文字を区別せずに) { $values } である
reads-is-not = { $key } が { $values } ではない
reads-is-not-whatever-case = { $key } が (大文字と小文字を区別せずに) { $values } ではない
reads-matches = { $key } が { $values } に一致する
reads-matches-not = { $key } が { $values } に一致しない
reads-in = { $key } が { $values } に含まれる
reads-not-in = { $key } が { $values } に含まれない
reads-below = { $key } が { $values } より小さい
reads-at-most = { $key } が { $values } 以下である
reads-above = { $key } が { $values } より大きい
reads-at-least = { $key } が { $values } 以上である
reads-operator = { $key } { $operator } { $values } が成り立つ
reads-or-absent = { $words } (またはキーがない)

## できることと、その理由

can-open = このユーザーにできることと、その理由
can-title = { $name } にできることと、その理由
can-lead = ユーザーのすべてのポリシーに照らして判定します。ほかには何も行いません。
can-action = アクション
can-action-hint = 例: iam:ListUsers
can-resource = リソース
can-resource-hint = ARN で入力してください。空欄の場合は、すべてのリソースとみなします。
can-with = リクエストの方法
can-with-mfa = MFA を使ったセッション
can-without-mfa = MFA を使っていないセッション
can-with-key = アクセスキーだけ
can-ask = 判定
can-back = ユーザーに戻る
can-answer = 判定結果
can-allowed = 許可
can-denied = 拒否
can-by = { $policy } ({ $origin }) のステートメントによる
can-by-line = { $policy } ({ $origin }) の { $line } 行目のステートメントによる
can-by-user = ユーザーのインラインポリシー
can-by-group = グループ { $group } のインラインポリシー
can-by-role = ロール { $role } のインラインポリシー
can-by-aws = AWS 管理ポリシー
can-by-account = カスタマー管理ポリシー
can-nothing-allows = ユーザーと所属グループのどのポリシーでも許可されていません。
can-missing-keys = ポリシーは次の条件キーも参照していますが、判定では指定されていません: { $keys }
error-action = ポリシーに書く形式でアクションを入力してください。例: iam:ListUsers

## 新しいポリシーの出発点

start-title = 例から始める
start-own-with-mfa = 自分の認証情報の管理。MFA がなければデバイスの割り当てのみ
start-own-devices = 自分の MFA デバイスの管理。MFA がなければ割り当てのみ
start-own-keys = 自分のセキュリティキーとハードウェア TOTP トークンの管理。MFA がなければ割り当てのみ
start-own-without-mfa = 自分のパスワードとアクセスキーの管理。MFA の有無を問わない
start-own-password = 自分のパスワードの変更
start-deny-without-mfa = MFA がなければデバイスの割り当て以外をすべて拒否
start-administrator = すべてを許可
start-read-only = すべての読み取りを許可
start-account-mfa = このアカウント (MFA 必須)
start-account = このアカウント
start-other-account = 別のアカウント (MFA 必須)
start-external-id = 別のアカウント (外部 ID を指定)
