### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## The list

keys-title = アクセスキー
keys-lead = プログラムがリクエストに署名するための認証情報です。最大 { $max } 個まで作成できます。
keys-create = アクセスキーを作成
keys-full = アクセスキーは上限の 2 個まで作成済みです。不要なアクセスキーを削除してから作成してください。
keys-empty = アクセスキーがありません
keys-empty-text = プログラムで必要になったときにだけ作成してください。
keys-empty-root = ルートユーザーのアクセスキーは作成せず、プログラムでは、権限を絞った IAM ユーザーのアクセスキーを使ってください。
keys-id = アクセスキー ID
keys-status = ステータス
keys-active = アクティブ
keys-inactive = 非アクティブ
keys-created = 作成日時
keys-last-used = 最終使用日
keys-deactivate = 無効化
keys-activate = 有効化

## Making one

keys-create-text = シークレットアクセスキーは、作成直後に 1 回だけ表示されます。安全な保管場所を用意してから作成してください。
keys-root-advice = ルートユーザーのアクセスキーがあると、プログラムはアカウントのすべての操作を行えます。権限は制限できません。代わりに、権限を絞った IAM ユーザーのアクセスキーを作成してください。
keys-root-understood = リスクを理解したうえで、ルートユーザーのアクセスキーを作成します
keys-made-title = アクセスキーを作成しました
keys-made-panel = アクセスキー
keys-made-back = アクセスキーの一覧に戻る
keys-once = シークレットアクセスキーが表示されるのは今回だけです。コピーするか、ファイルをダウンロードしてください。紛失した場合は、新しいアクセスキーを作成してください。
keys-secret = シークレットアクセスキー
keys-not-created = 一覧の内容が変わったため、アクセスキーは作成されませんでした。内容を確認し、必要であればもう一度作成してください。
error-keys-understood = 作成する場合は、チェックボックスをオンにしてください。

## Switching one off and on, deleting it

keys-deactivate-title = アクセスキーの無効化
keys-deactivate-text = このアクセスキーを使うプログラムは、もう一度有効化するまで拒否されます。
keys-activate-title = アクセスキーの有効化
keys-activate-text = このアクセスキーを持つプログラムが、再び使用できるようになります。
keys-delete-title = アクセスキーの削除
keys-delete-text = このアクセスキーは二度と使用できません。この操作は取り消せません。
keys-delete-first = このアクセスキーはアクティブです。先に無効化し、影響を受けるプログラムがないことを確認してから削除してください。
key-deactivated = アクセスキー { $id } を無効化しました。
key-activated = アクセスキー { $id } を有効化しました。
key-deleted = アクセスキー { $id } を削除しました。
