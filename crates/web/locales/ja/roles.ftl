### 日本語。用語は docs/glossary.md。

roles-title = ロール
roles-lead = ロールは、信頼ポリシーで指定された相手が一時的に引き受けるもので、独自のポリシーを持ちます。
roles-create = ロールの作成
roles-empty = ロールはまだありません。
role-name = ロール名
role-session-max = 最大セッション時間
role-minutes = { $n } 分
role-trust = 信頼ポリシー
role-trust-edit = 信頼ポリシーの編集
role-delete = ロールを削除
role-delete-text = ロールのポリシーはすべて外されています。削除すると元に戻せず、ロールのセッションも終了します。
role-delete-first = ロールを削除するには、先にポリシーをデタッチまたは削除する必要があります。
role-deleted = ロール { $name } を削除しました。
editor-trust = { $name } の信頼ポリシーの編集
error-role-exists = この名前のロールはすでにあります。別の名前にしてください。
error-roles-max = ロールの数が上限に達しています。先にどれかを削除してください。
role-hours = { $n } 時間
role-session-hint = ロールで開くセッションは、この時間を超えて続きません。
role-save = ロールを保存
role-saved = ロール { $name } を保存しました。
role-no-tags = タグはありません。
tag-set = タグを設定
tag-was-set = タグ { $key } を設定しました。
tag-removed = タグ { $key } を削除しました。
tag-remove-named = タグ { $key } を削除
error-tag = タグのキーは 1～128 文字、値は 256 文字以内で、文字、数字、スペース、_ . : / = + - @ が使えます。aws: で始まるキーは使えません。タグは 50 個までです。
