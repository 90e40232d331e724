# 物としての MFA デバイス: 保有者、保管場所、現物の確認

nav-devices = MFA デバイス一覧

care-list-title = MFA デバイス一覧
care-list-lead = アカウントのすべての MFA デバイスと、その保有者、最終使用、確認の状況です。
care-owner = サインインするユーザー
care-nobody = 未割り当て
care-holder = 保有者
care-place = 保管場所
care-note = メモ
care-confirmed = 現物の確認
care-unconfirmed = 未確認
care-record = 管理情報
care-replace = 交換
care-any-kind = すべて
care-unused = 未使用の日数 (以上)
care-stale = 未確認の日数 (以上)
care-drift = 時刻のずれ (秒、以上)
care-aaguid = 機種 (AAGUID)
care-filter = 絞り込み
care-seen = 使用と確認
care-look = 絞り込む
care-look-at-all = すべて表示
care-none = 該当するデバイスはありません。
care-leaving = { $name } さんが離任する場合
care-leaving-text = この人が保有しているデバイスです。1 台ずつ交換してください。先に新しいデバイスを登録し、その後で古いデバイスを削除します。
care-key-stays = { $model }、構成証明 { $attestation }、同期不可
care-key-may-be-copied = { $model }、構成証明 { $attestation }、同期可能 (未同期)
care-key-copied = { $model }、構成証明 { $attestation }、同期済み

care-title = デバイスの管理情報
care-written = 保有者と保管場所
care-lead = 実際にデバイスを持っている人を記録しておくと、離任や紛失のときにすぐ見つけられます。サインインには影響しません。
care-holder-hint = 人の名前です。ユーザー名でなくてもかまいません。保有者が変わると、現物の確認をやり直す必要があります。
care-place-hint = 例: 金庫、キーホルダー、スマートフォン
care-note-hint = 他の人も閲覧できます。パスワードやコードは書かないでください。
care-place-safe = 金庫
care-place-ring = キーホルダー
care-place-phone = スマートフォン
care-place-drawer = 鍵付きの引き出し
care-saved = { $name } の管理情報を保存しました。
care-prove-lead = デバイスを持っている人が、コードの入力またはタッチで、現物が手元にあることを示します。サインインは不要で、これによってサインインすることもありません。
care-prove-days = アドレスは { $days } 日間有効で、1 回だけ使えます。5 回間違えると無効になります。新しく発行すると、以前のアドレスは使えなくなります。
care-prove-make = 確認用アドレスを発行
care-prove-address = 確認用アドレス
care-prove-here = ここで開く

prove-title = 現物の確認
prove-account = アカウント { $account }
prove-holder = 記録上の保有者は { $name } さんです。
prove-lead = このデバイスが手元にあることを示してください。この操作でサインインすることはありません。入力したコードは使用済みになります。
prove-button = 確認する
prove-done = デバイスが手元にあることを確認しました。
prove-close = 手続きは終わりです。このページを閉じてください。
prove-over = このアドレスは使用できません。使用済み、再発行済み、入力の間違い、または期限切れのためです。アドレスの発行者に、新しいアドレスの発行を依頼してください。

error-line = { $max } 文字以内で入力してください。
error-number = 整数を入力してください。
error-aaguid = AAGUID は 2fc0579f-8113-47ea-b116-bb5a8db9202a の形式です。

recommend-root-one-device = root ユーザーの MFA デバイスが 1 台だけです
recommend-root-one-device-text = 紛失すると、ルートユーザーとしてサインインできなくなります。ルートユーザーが 2 台目を追加し、別の人が保管してください。
recommend-root-one-hand = root ユーザーの MFA デバイスを 1 人だけが保有しています
recommend-root-one-hand-text = その人と連絡が取れないと、ルートユーザーとしてサインインできなくなります。1 台を別の人に預けてください。
recommend-root-holders = root ユーザーの MFA デバイスの保有者を記録する
recommend-root-holders-text = 2 人以上で分けて保有してください。保有者の名前は、各デバイスの管理情報に記録できます。
recommend-root-key = root ユーザーにパスキーまたはセキュリティキーを追加する
recommend-root-key-text = 入力するコードとは違い、偽のページでは使用できません。
recommend-root-key-by-root = 入力するコードとは違い、偽のページでは使用できません。追加できるのはルートユーザーだけです。
recommend-root-key-button = キーを追加
recommend-unused = 長期間使われていない MFA デバイスがあります
recommend-unused-text = { $count } 台のデバイスが、{ $days } 日間、使用も確認もされていません。手元にあるかを確かめるか、削除してください。
recommend-unconfirmed = 現物の確認が必要な MFA デバイスがあります
recommend-unconfirmed-text = { $count } 台のデバイスは、{ $days } 日間、手元にあることが確認されていません。
recommend-devices-button = 該当するデバイスを表示
