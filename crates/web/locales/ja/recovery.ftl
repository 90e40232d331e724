### 日本語。MFA デバイスを紛失したときの復旧。用語: docs/glossary.md。

## サインイン時

lost-link = デバイスを紛失しました
lost-title = MFA デバイスを紛失した場合
lost-lead = パスワードは正しく入力されました。次の方法を使用できます。
lost-other = ほかのデバイスを使う
lost-other-text = 割り当てられている MFA デバイスのどれか 1 台でサインインできます。
lost-code = リカバリーコードを使う
lost-code-left = 残り { $count } 個です。
lost-code-text = リカバリーコードでサインインすると、新しい MFA デバイスの割り当てだけを行えます。
lost-code-label = リカバリーコード
lost-code-hint = 英数字 24 文字です。どの順番でも使えますが、それぞれ 1 回だけ有効です。
lost-code-refused = このコードは受け付けられませんでした。
lost-which = 紛失したデバイスはどれですか?
lost-which-hint = 新しいデバイスを割り当てると同時に削除されます。
lost-which-none = どれも削除しない
lost-code-button = このコードで続行
lost-administrator = アカウントの管理者に依頼する
lost-administrator-text = 管理者は、コンソールの「ユーザー」にあるあなたのページで、紛失したデバイスを削除できます。管理者がパスワードを知ることはありません。あなた自身が管理者の場合は、別の管理者またはルートユーザーが行います。その後、リカバリーコードは使えなくなります。
lost-operator = この Sekisho の運用担当者に依頼する
lost-operator-text = ルートユーザーの場合は、運用担当者がサーバーで次のコマンドを実行します。アカウントの全員に通知され、誰でも取り消せます。待機期間が終わると、パスワードを使って新しい MFA デバイスを割り当てるためのアドレスが渡されます。
lost-waiting = 現在、復旧の待機中です。待機は { $date } に終わります。
lost-back = コードの入力に戻る

## デバイスの割り当てだけを行うセッション

register-title = 新しい MFA デバイスの割り当て
register-by-code = リカバリーコードでサインインしました。このセッションで行えるのは、新しい MFA デバイスの割り当てだけです。30 分間有効です。
register-by-operator = 運用担当者の手続きにより、ルートユーザーの MFA デバイスを置き換えます。このセッションで行えるのは、新しい MFA デバイスの割り当てだけです。30 分間有効です。
register-replaces = 新しいデバイスを割り当てると同時に、次のデバイスが削除されます。
register-after = 割り当てが終わると、コンソールが開きます。
register-recovered = { $name } を割り当て、ルートユーザーの以前の MFA デバイスを削除しました。下のアクセスキーを今すぐ確認し、心当たりのないキーを削除してください。

## リカバリーコード

codes-title = リカバリーコード
codes-lead = MFA デバイスをすべて紛失したときに、リカバリーコードを使って新しいデバイスを割り当てられます。紙に控えて、デバイスとは別の場所に保管してください。リカバリーコードは MFA デバイスではないため、MFA が必須の場合、コードだけでは要件を満たしません。
codes-left = 残りのコード
codes-made-at = 作成日時
codes-none = リカバリーコードはありません。
codes-manage = リカバリーコードの管理
codes-make = リカバリーコードを 10 個作成
codes-remake = リカバリーコードを 10 個作り直す
codes-remake-text = 以前のコードは使えなくなります。
codes-needs-mfa = 先に MFA デバイスを割り当ててください。
codes-root-off = ルートユーザーのリカバリーコードは無効です。紙に控えたコードは、アカウントへの入口を 1 つ増やすことになります。安全に保管できる場合にのみ有効にしてください。
codes-on = リカバリーコードを有効化
codes-off = リカバリーコードを無効化
codes-off-text = ルートユーザーのすべてのコードが使えなくなります。
codes-switched-on = ルートユーザーのリカバリーコードを有効にしました。
codes-switched-off = ルートユーザーのリカバリーコードを無効にしました。コードはすべて使えなくなりました。
codes-made-title = リカバリーコードが作成されました
codes-once = コードが表示されるのは今回だけです。印刷するか、書き留めてください。どの順番でも使えますが、それぞれ 1 回だけ有効です。
codes-download = テキストファイルをダウンロード
codes-print = 印刷
codes-file-head = { $who } のリカバリーコード (アカウント { $account }、{ $date } 作成)
codes-file-tail = どの順番でも使えますが、それぞれ 1 回だけ有効です。紙に控えて、デバイスとは別の場所に保管してください。
codes-done = 安全な場所に控えました

## ルートユーザーの復旧 (コンソールとメールのリンク)

recovery-title = ルートユーザーの復旧
recovery-banner = 運用担当者が、このアカウントのルートユーザーの MFA デバイスを置き換える手続きをしています。待機は { $date } に終わります。
recovery-banner-link = 内容の確認と取り消し
recovery-lead = この Sekisho の運用担当者に、このアカウントのルートユーザーが新しい MFA デバイスを割り当てられるようにする依頼がありました。ルートユーザーのパスワードは変わらず、手続きの最後に入力が必要です。
recovery-by = 開始した人
recovery-reason = 理由
recovery-begun = 開始日時
recovery-ready = 待機の終了
recovery-cancel-text = ルートユーザーのデバイスが紛失していない場合や、心当たりがない場合は、取り消してください。取り消しても失われるものはなく、改めて開始できます。
recovery-cancel = 復旧を取り消す
recovery-cancelled = ルートユーザーの復旧を取り消しました。
recovery-over = 取り消すものはありません。すでに取り消されたか、完了したか、古すぎます。
recovery-drilled = ルートユーザーの復旧の訓練を最後に行った日時: { $date }
recovery-never-drilled = ルートユーザーの復旧の訓練は、まだ行われていません。運用担当者が「sekisho account recover --drill」で行えます。
recovery-dashboard = デバイスの紛失への備え

## 運用担当者から渡されたアドレス

recover-title = ルートユーザーの MFA デバイスの置き換え
recover-lead = ルートユーザーのパスワードを入力してください。続いて新しい MFA デバイスを割り当てます。その後、以前のデバイスは削除され、ルートユーザーのセッションはすべて終了します。
recover-over = このアドレスは使えなくなりました。30 分間、1 回だけ有効です。運用担当者に新しいアドレスを依頼してください。
recover-wrong = パスワードが正しくありません。
recover-button = 次へ

## 問題

problem-only-administrators = 別の管理者が行う必要があります
problem-only-administrators-text = 管理者の MFA デバイスは、アカウントの別の管理者またはルートユーザーが削除します。
problem-another-administrator = 別の管理者に依頼してください
problem-another-administrator-text = 24 時間以内に、同じ人が 1 人のユーザーの MFA デバイスの削除と新しいパスワードの設定の両方を行うことはできません。別の管理者に依頼するか、時間をおいてください。

## メール

mail-codes-made = リカバリーコードが作成されました
mail-codes-made-text = { $whose }のリカバリーコードが作成されました。以前のコードは使えなくなりました。
mail-codes-made-to-do = すぐに「{ $menu }」でリカバリーコードを作り直してこのコードを無効にし、パスワードを変更してください。
mail-code-used = リカバリーコードが使われました
mail-code-used-text = { $whose }のリカバリーコードが、新しい MFA デバイスの割り当てのために使われました。
mail-code-used-left = 残りのコード
mail-code-used-to-do = すぐにサインインし、「{ $menu }」で心当たりのない MFA デバイスを削除し、リカバリーコードを作り直して、パスワードを変更してください。
mail-device-reset = MFA デバイスがほかの人によって削除されました
mail-device-reset-text = { $whose }の MFA デバイスが、ほかの人によって削除されました。すべてのセッションが終了し、リカバリーコードは使えなくなりました。
mail-device-reset-to-do = すぐに上記の実行者に確認してください。アカウントの誰にも心当たりがない場合は、至急お問い合わせください。
mail-recovered = ルートユーザーの MFA デバイスが置き換えられました
mail-recovered-text = 運用担当者の手続きにより、{ $whose }の MFA デバイスが新しいものに置き換えられました。以前のデバイスは削除されました。
mail-recovered-to-do = 至急お問い合わせください。ほかの人がこのアカウントのルートユーザーを使用している可能性があります。
mail-recovery-cancelled = ルートユーザーの復旧が取り消されました
mail-recovery-cancelled-text = { $whose }の復旧が取り消されました。MFA デバイスは変わりません。
mail-recovery-cancelled-to-do = 対応は必要ありません。デバイスを本当に紛失した場合は、運用担当者に改めて依頼してください。
mail-recovery = ルートユーザーの復旧が開始されました
mail-recovery-anew = ルートユーザーの復旧の待機が最初からやり直しになりました
mail-recovery-text = 運用担当者に、アカウント「{ $account }」のルートユーザーの MFA デバイスを置き換える依頼がありました。待機は { $date } に終わります。それまでは、このメールを受け取った人なら誰でも取り消せます。
mail-recovery-anew-text = 復旧の待機中に、アカウント「{ $account }」のルートユーザーのパスワードまたは E メールアドレスが変更されたため、待機が最初からやり直しになりました。待機は { $date } に終わります。それまでは、このメールを受け取った人なら誰でも取り消せます。
mail-recovery-link = ルートユーザーのデバイスが紛失していない場合は、次のアドレスを開いて取り消してください。開くだけでは何も変わりません。
