### 日本語。用語は docs/glossary.md。

## ユーザーグループ

groups-title = ユーザーグループ
groups-lead = ユーザーグループのポリシーは、所属するすべてのユーザーに適用されます。
groups-create = ユーザーグループの作成
groups-empty = ユーザーグループはまだありません。
groups-none-found = 名前が「{ $search }」で始まるグループはありません。
groups-search-clear = すべてのグループを表示
group-name = グループ名
group-name-hint = 英数字と + = , . @ _ - を 128 文字まで使えます。空白は使えません。
group-members = グループのユーザー
group-tabs = グループの項目
group-empty = このグループに所属するユーザーはいません。
group-remove = グループから外す
group-remove-named = { $user } をグループから外す
group-add-title = ユーザーの追加
group-add = グループに追加
create-group-button = グループを作成
group-created = グループ { $name } を作成しました。
group-deleted = グループ { $name } を削除しました。
member-added = { $user } をグループ { $group } に追加しました。
member-removed = { $user } をグループ { $group } から外しました。
error-group-name = 英数字と + = , . @ _ - を使って 1 ～ 128 文字で入力してください。空白は使えません。
error-role-name = 英数字と + = , . @ _ - を使って 1 ～ 64 文字で入力してください。空白は使えません。
error-description = 1,000 文字以内で入力してください。
error-group-exists = この名前のグループはすでにあります。別の名前にしてください。
error-groups-max = グループの数が上限に達しています。先にどれかを削除してください。
error-no-such-user = この名前のユーザーはこのアカウントにいません。
error-groups-of-user-max = ユーザーが所属できるグループは 10 個までです。先にどれかのグループから外してください。

group-delete-title = グループ { $name } を削除しますか?
group-delete-text = 所属するユーザーもポリシーもありません。削除すると元に戻せません。
group-delete-button = グループを削除
group-delete-first = グループを削除するには、空にする必要があります。先に次のことをしてください。
group-delete-members = { $n } 人のユーザーをグループから外す
group-delete-policies = { $n } 個のポリシーをデタッチまたは削除する

## ユーザーの所属グループ

user-no-groups = このユーザーはどのグループにも所属していません。
user-join-label = 追加先のグループ
user-join = このグループに追加
user-leave = { $group } グループから外す

## MFA を必須にする

group-mfa-title = MFA を必須にする
group-mfa-lead = グループのユーザーは、MFA を使ってサインインするまで、MFA の設定以外の操作ができなくなります。
group-mfa-open = このグループで MFA を必須にする
group-mfa-text = グループ { $group } にポリシーをアタッチします。所属するユーザーは、自分のパスワード、MFA デバイス、アクセスキーを管理できるようになります。MFA を使っていないセッションでは、ほかのポリシーが許可していても、パスワードの変更とデバイスの設定以外はすべて拒否されます。
group-mfa-affected = 影響を受けるユーザー
group-mfa-count = このグループには { $n } 人のユーザーが所属しています。
group-mfa-stopped = { $n ->
     [0] 全員が MFA デバイスを設定しています。
    *[other] そのうち { $n } 人は MFA デバイスがないため、設定するまでほかの操作ができなくなります。
}
group-mfa-now = コンソール
group-mfa-keys = アクセスキー
group-mfa-is-stopped = デバイスを設定するまで操作不可
group-mfa-goes-on = MFA を使って継続
group-mfa-keys-stopped = 有効なキー { $n } 個が使用不可
group-mfa-no-keys = 有効なキーなし
group-mfa-keys-text = アクセスキーだけで署名したリクエストは、MFA を使ったことになりません。プログラムでは、MFA コードを指定した GetSessionToken で得たセッションを使う必要があります。無人で動くプログラムのユーザーは、このグループに入れないでください。
group-mfa-attached = このポリシーはすでにグループにアタッチされています。
group-mfa-back = グループに戻る
group-mfa-button = MFA を必須にする
group-mfa-done = グループ { $name } で MFA を必須にしました。

## 持っているポリシー

held-no-attached = 管理ポリシーはアタッチされていません。
held-attach = ポリシーのアタッチ
held-attach-lead = ポリシーが許可することが { $name } に許可され、拒否することは拒否されます。
held-attach-none = ほかにアタッチできるポリシーはありません。
held-attached = ポリシー { $name } をアタッチしました。
held-detach = デタッチ
held-detach-named = { $policy } をデタッチ
held-detached = ポリシー { $name } をデタッチしました。
held-inline = インラインポリシー
held-inline-create = インラインポリシーの作成
held-inline-delete = インラインポリシー { $name } を削除
held-no-inline = インラインポリシーはありません。
held-inherited = グループから継承したポリシー
held-no-inherited = グループから継承したポリシーはありません。
held-boundary = アクセス許可の境界
held-boundary-lead = アクセス許可の境界は、それだけでは何も許可しません。境界が許可していないことは、ほかのポリシーでも許可できません。
held-no-boundary = アクセス許可の境界は設定されていません。
held-bound = アクセス許可の境界を設定
held-unbound = アクセス許可の境界を削除
held-boundary-set = アクセス許可の境界を { $name } に設定しました。
held-boundary-deleted = アクセス許可の境界を削除しました。
policies-by-aws = AWS 管理
policies-by-account = カスタマー管理
error-policy-missing = ポリシーを選択してください。
error-attached-max = アタッチできるポリシーの数が上限に達しています。先にどれかをデタッチしてください。

group-rename = 名前の変更
group-rename-title = グループ { $name } の名前の変更
group-rename-text = 所属するユーザーとポリシーはそのまま残ります。グループの ARN を指定しているポリシーは、別途変更してください。
group-rename-new = 新しい名前
group-renamed = グループの名前を { $name } に変更しました。
