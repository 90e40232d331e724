### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Dates in words


## In every mail

mail-subject = { $subject } [{ $service } アカウント: { $id }]
mail-about-root = { $what } (ルートユーザー)
mail-about-user = { $what } (ユーザー { $name })
mail-whose-root = アカウント「{ $account }」のルートユーザー
mail-whose-user = アカウント「{ $account }」のユーザー「{ $name }」
mail-in-both = 日本語の後に、同じ内容の英語が続きます。
mail-who = 対象
mail-when = 日時
mail-help-title = お問い合わせ
mail-help = ご不明な点は、{ $help } にお問い合わせください。
mail-help-operator = ご不明な点は、社内の { $service } の運用担当者にお問い合わせください。
mail-footer = このメールは { $service } から自動送信されています。偽のメールと区別できるよう、サインインのためのリンクは記載していません。リンクを開いてパスワードを入力するよう求めるメールにはご注意ください。
mail-footer-link = このメールは { $service } から自動送信されています。{ $service } からのメールのうち、リンクがあるのはこの種類のメールだけです。
mail-not-you-title = 心当たりがない場合
mail-to-do-title = 対応のお願い

## The deadline

mail-deadline-root-subject = 【要対応】アカウントの root ユーザーで MFA を有効にしてください
mail-deadline-user-subject = 【要対応】ユーザー { $name } の MFA を有効にしてください
mail-deadline-title = MFA の設定が必要です
mail-deadline-copy = このメールは、アカウントの連絡先にお送りする写しです。設定が必要なユーザーには、別途お知らせしています。
mail-deadline-from = { $whose }には、{ $date } から多要素認証 (MFA) が必要です。それまでに MFA デバイスを割り当ててください。
mail-deadline-since = { $whose }には、{ $date } から多要素認証 (MFA) が必要になりました。MFA デバイスがまだ割り当てられていないため、次回のサインイン時に割り当てが必要です。
mail-deadline-days = { $days ->
     [0] { $whose }には、次回のサインインから多要素認証 (MFA) が必要です。
    *[other] { $whose }には、MFA を使わずに最初にサインインしてから { $days } 日以内に、多要素認証 (MFA) が必要です。それまでに MFA デバイスを割り当ててください。
}
mail-deadline-open = { $whose }には、多要素認証 (MFA) が必要です。MFA デバイスを割り当ててください。
mail-required-from = 期限
mail-days-left-label = 残り
mail-days-left = { $days } 日
mail-why-title = MFA が必要な理由
mail-why = パスワードは、使い回しや偽のサインイン画面への入力などによって漏れることがあります。MFA を設定しておけば、パスワードが漏れても、それだけではサインインできません。
mail-why-root = ルートユーザーはアカウントのすべての操作を行えるため、特に狙われやすいユーザーです。
mail-cost-title = 費用
mail-cost = 費用はかかりません。お手持ちのスマートフォンに無料の認証アプリを入れるだけで始められ、設定は 2 分ほどで終わります。
mail-otherwise-title = 期限までに設定しなかった場合
mail-otherwise = 期限を過ぎると、パスワードの入力後に行えるのは MFA デバイスの割り当てだけになります。割り当てが終われば、コンソールを使用できます。サインインできなくなるわけではありませんが、期限後の割り当てにはパスワード以外の確認が必要になることがあり、割り当てが終わるまでは、そのユーザーのアクセスキーを使うプログラムも拒否されることがあります。
mail-otherwise-now-title = 現在の状態
mail-otherwise-now = パスワードの入力後に行えるのは、MFA デバイスの割り当てだけです。割り当てが終われば、コンソールを使用できます。サインインできなくなったわけではありませんが、割り当てにはパスワード以外の確認が必要になることがあり、割り当てが終わるまでは、そのユーザーのアクセスキーを使うプログラムも拒否されることがあります。
mail-devices-title = 使用できる MFA デバイス
mail-device-key = セキュリティキー
mail-device-key-text = USB ポートに挿す、またはスマートフォンにかざして使う小型の機器です。スマートフォンやコンピューターの指紋認証や顔認証も使えます。
mail-device-token = ハードウェア TOTP トークン
mail-device-token-text = 30 秒または 60 秒ごとに新しいコードを表示する、画面の付いた小型の機器です。
mail-steps-title = 設定の手順
mail-step-open = ご自身のブックマークからコンソールを開くか、アドレスを直接入力します。安全のため、このメールにはリンクを記載していません。
mail-step-door = 「{ $door }」を選び、サインインします。
mail-step-menu = メニューの「{ $menu }」を開きます。
mail-step-assign = 「{ $section }」の「{ $button }」を選びます。
mail-step-follow = 画面の案内に従って設定します。2 台目も割り当てて別の場所に保管しておくと、紛失したときに役立ちます。

## More time

mail-postponed-subject = MFA の期限が延期されました
mail-postponed = アカウント「{ $account }」で MFA が必要になる期限が延期されました。
mail-cleared-subject = MFA の必須化が取り消されました
mail-cleared = アカウント「{ $account }」で MFA を必須とする設定が取り消されました。
mail-whom-management-roots = 管理アカウントのルートユーザー
mail-whom-roots = すべてのルートユーザー
mail-whom-console-users = コンソールにサインインできるすべてのユーザー (ルートユーザーを含む)
mail-whom-group = グループ { $name } に属し、コンソールにサインインできるユーザー
mail-whom-group-deleted = 削除されたグループのユーザー
mail-rule-before = 変更前
mail-rule-after = 変更後
mail-rule-date = { $date } から
mail-rule-days = { $days ->
     [0] 直ちに
    *[other] MFA を使わない最初のサインインから { $days } 日以内
}
mail-rule-earlier = { $date }、または { $days } (いずれか早いほう)
mail-rule-none = 必須ではない
mail-by = 実行者
mail-reason = 理由
mail-postponed-to-do = 上記の実行者に確認してください。期限を延期できる人は、アカウントのほかの設定も変更できます。

## Several accounts

mail-digest-subject = { $missing ->
     [0] 担当するすべてのアカウントで MFA が設定されています
    *[other] 【要対応】担当するアカウントのうち { $missing } 件で MFA が設定されていません
}
mail-digest-title = 担当するアカウントの MFA
mail-digest = 担当するアカウント { $n } 件の状況をお知らせします。MFA が設定されていないアカウントを先に記載しています。
mail-digest-root = ルートユーザーの MFA
mail-digest-due = 期限 { $zone }
mail-digest-has = あり
mail-digest-lacks = なし
mail-digest-more = ほかに { $n } 件のアカウントがありますが、記載を省略しました。
mail-digest-to-do = 該当するルートユーザーの担当者とユーザーに、MFA デバイスの割り当てを依頼してください。サインイン後、「{ $menu }」の「{ $button }」から設定できます。

## What happened

mail-device-added = MFA デバイスが割り当てられました
mail-device-added-text = { $whose }に、MFA デバイスが割り当てられました。
mail-device-added-late = このデバイスは、期限後、またはメールによるパスワードの再設定後に割り当てられました。24 時間は、コンソールを使用できますが、ルートユーザーだけが行える操作、アクセスキーの作成、ほかのユーザーのデバイスの変更はできません。
mail-device-added-to-do = すぐにサインインし、「{ $menu }」でこのデバイスを削除して、パスワードを変更してください。サインインできない場合は、至急お問い合わせください。
mail-device-removed = MFA デバイスが削除されました
mail-device-removed-text = { $whose }の MFA デバイスが削除されました。
mail-device-removed-to-do = すぐにサインインし、「{ $menu }」で MFA デバイスを割り当て直して、パスワードを変更してください。サインインできない場合は、至急お問い合わせください。
mail-password-changed = パスワードが変更されました
mail-password-changed-text = { $whose }のパスワードが変更されました。
mail-password-changed-to-do = 第三者がサインインできる状態になっている可能性があります。サインインできる場合は、パスワードをもう一度変更し、MFA デバイスとセッションを確認してください。サインインできない場合は、至急お問い合わせください。
mail-password-reset = パスワードが再設定されました
mail-password-reset-text = { $whose }のパスワードが、メールでお送りしたアドレスから再設定されました。MFA デバイスは変わりません。
mail-password-reset-to-do = このアドレス宛てのメールを第三者が読める状態になっている可能性があります。先にメールボックスの安全を確保し、そのうえでパスワードを再設定してください。
mail-key-created = アクセスキーが作成されました
mail-key-created-text = { $whose }のアクセスキーが作成されました。
mail-key-created-to-do = 「{ $menu }」でこのアクセスキーを無効化して削除し、パスワードを変更してください。
mail-signed-in = サインインがありました
mail-signed-in-mfa-text = { $whose }として、MFA を使ったサインインがありました。
mail-signed-in-password-text = { $whose }として、MFA を使わない、パスワードだけのサインインがありました。
mail-signed-in-to-do = すぐにパスワードを変更し、すべてのセッションを終了して、MFA デバイスとアクセスキーを確認してください。
mail-password-known = 【要対応】パスワードが第三者に知られている可能性があります
mail-password-known-title = パスワードが第三者に知られている可能性があります
mail-password-known-text = { $whose }の正しいパスワードが入力された後、誤った MFA コードが何度も入力されました。パスワードを知っている第三者がいると考えられます。誤ったコードではサインインできていません。
mail-password-known-to-do = すぐにパスワードを変更してください。同じパスワードをほかでも使っている場合は、そちらも変更してください。ご自身がコードを間違えた場合は、対応は不要です。
mail-key-known = 【要対応】アクセスキーが第三者に知られている可能性があります
mail-key-known-title = アクセスキーが第三者に知られている可能性があります
mail-key-known-text = { $whose }のアクセスキーによる正しい署名とともに、誤った MFA コードが何度も送信されました。シークレットアクセスキーを知っている第三者がいると考えられます。誤ったコードは受け付けていません。
mail-key-known-to-do = 「{ $menu }」でこのアクセスキーを無効化し、必要であれば新しいアクセスキーを作成してください。ご自身のプログラムが誤ったコードを送信した場合は、対応は不要です。
mail-address-made = 最初の MFA デバイスを割り当てるためのアドレスが発行されました
mail-address-made-text = { $whose }に最初の MFA デバイスを割り当てるためのアドレスが発行されました。
mail-address-made-to-do = すぐに上記の実行者に確認してください。アドレスを知っている人は、自分のデバイスを割り当てられる可能性があります。
mail-contact-changed = セキュリティの連絡先が変更されました
mail-contact-changed-text = このアカウントのセキュリティの連絡先が変更または削除されました。今後、このアドレスにはセキュリティに関する通知が届きません。
mail-contact-changed-to-do = すぐに上記の実行者またはルートユーザーに確認してください。アカウントを乗っ取った第三者は、まず警告の送り先を変えることがあります。
mail-program = ブラウザまたはプログラム

## Codes and addresses

mail-code-subject = MFA デバイスを割り当てるためのコード
mail-code = アカウント「{ $account }」で最初の MFA デバイスを割り当てるには、画面に次のコードを入力してください。
mail-code-valid = 有効期間は 30 分です。このコードは誰にも教えないでください。{ $service } の運用担当者がコードをお尋ねすることはありません。
mail-code-to-do = 正しいパスワードを入力した第三者がいます。このコードを使ったり人に教えたりせず、至急お問い合わせください。
mail-reset-subject = ルートユーザーのパスワードの再設定
mail-reset = アカウント「{ $account }」のルートユーザーのパスワードを再設定するには、次のアドレスを開いてください。
mail-reset-valid = { $date } まで (30 分間)、1 回だけ使用できます。複数回依頼した場合は、最後のメールのアドレスだけが有効です。
mail-reset-mfa = MFA デバイスは変わりません。割り当てられている場合は、パスワードの再設定後も MFA 認証が必要です。
mail-reset-to-do = このメールを削除してください。パスワードは変更されていません。
