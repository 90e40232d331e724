### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## What went wrong, and what to do next

problem-bad-form = フォームを読み取れませんでした
problem-bad-form-text = 前のページに戻って再読み込みし、もう一度送信してください。
problem-not-allowed = この操作は許可されていません
problem-not-allowed-text = 下記のアクションの許可を、アカウントの管理者に依頼してください。MFA が必要な操作の場合は、MFA を追加するか、MFA でサインインし直してください。
problem-missing-action = 不足しているアクション
problem-why = 理由
problem-why-identity = あなたのポリシーにも、所属するグループのポリシーにも、このアクションの許可がありません。
problem-why-boundary = アクセス許可の境界で、このアクションが許可されていません。
problem-why-session = セッションポリシーで、このアクションが許可されていません。
problem-why-other = 組織またはリソースのポリシーで、このアクションが許可されていません。
problem-why-denied = ポリシー { $policy } のステートメント { $statement } で、このアクションが拒否されています。
problem-cross-site = 別のサイトから送信されたフォームです
problem-cross-site-text = 何も変更されていません。心当たりがない場合は、このページを閉じてください。操作を続ける場合は、コンソールを開いて最初から操作してください。
problem-form-too-old = フォームの有効期限が切れました
problem-form-too-old-text = 何も変更されていません。前のページに戻って再読み込みし、もう一度送信してください。Cookie を有効にする必要があります。
problem-not-found = ページが見つかりません
problem-not-found-text = アドレスが間違っているか、対象が削除されています。
problem-wrong-method = このアドレスは直接開けません
problem-wrong-method-text = コンソールを開いて、最初から操作してください。
problem-wrong-host = ホスト名が異なります
problem-wrong-host-text = 何も変更されていません。コンソールを正しいアドレスで開き、もう一度送信してください。
problem-timed-out = 時間内に完了しませんでした
problem-timed-out-text = もう一度送信する前に、変更が反映されているか確認してください。
problem-conflict = ほかの操作と重なりました
problem-conflict-text = 今回の変更は行われていません。ページを再読み込みして現在の内容を確認し、もう一度送信してください。
problem-too-large = 送信された内容が大きすぎます
problem-too-large-text = 送信できるのは 64 KiB までです。前のページに戻り、内容を短くして送信してください。
problem-too-many = 試行回数が多すぎます
problem-too-many-text = しばらく待ってから、もう一度お試しください。
problem-internal = サーバーでエラーが発生しました
problem-internal-text = もう一度お試しください。繰り返し発生する場合は、リクエスト ID をこの Sekisho の運用担当者に伝えてください。ログで詳細を確認できます。
problem-unavailable = 現在、応答できません
problem-unavailable-text = データストアが応答していません。少し待ってからお試しください。続く場合は、この Sekisho の運用担当者に連絡してください。
problem-storage-full-text = この Sekisho のディスクに空きがないため、書き込みができません。失われたデータはありません。運用担当者に連絡し、空きができてからもう一度お試しください。
problem-busy = サインインが集中しています
problem-busy-text = 数秒待ってから、もう一度お試しください。利用中のセッションには影響しません。
problem-request-id = リクエスト ID
problem-to-console = コンソールを開く
problem-only-root = ルートユーザーのみが実行できる操作です
problem-only-root-text = どのポリシーでもほかのユーザーに許可することはできません。このアカウントのルートユーザーの管理者に依頼してください。実行しようとしたことはイベント履歴に記録されます。
