### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Billing

billing-title = 請求
billing-lead = このアカウントの請求情報と利用状況です。Sekisho が請求書を発行したり、支払いを受け付けたりすることはありません。
billing-profile = 請求情報
billing-profile-edit = 請求情報の編集
billing-usage = 月別の利用状況
billing-usage-lead = 月は UTC で区切られます。1 分ごとに集計するため、直近 1 分間の分は含まれないことがあります。
billing-csv = CSV をダウンロード
billing-month = 月
billing-running = 当月
billing-active-users = アクティブユーザー数
billing-sign-ins = サインイン数
billing-mfa-checks = MFA 認証数
billing-mfa-accepted = MFA 認証数 (成功)
billing-mfa-refused = MFA 認証数 (失敗)
billing-calls = API コール数
billing-calls-accepted = API コール数 (成功)
billing-calls-refused = API コール数 (拒否)
billing-mails = メール送信数
billing-split = 成功 { $accepted }、失敗 { $refused }
billing-company = 会社名
billing-postal-code = 郵便番号
billing-address = 住所
billing-country = 国
billing-country-hint = JP のような 2 文字の国コードで入力します。
billing-tax-number = 登録番号
billing-tax-number-hint = 日本の場合は、適格請求書発行事業者の登録番号 (T と 13 桁の数字) を入力します。
billing-contact = 請求先
billing-contact-name = 請求先の担当者名
billing-contact-email = 請求先の E メールアドレス
billing-contact-phone = 請求先の電話番号
billing-currency = 通貨
billing-currency-none = 未設定
billing-payment-note = 支払いに関するメモ
billing-payment-note-hint = 社内での支払い方法 (コストセンターや発注番号など) を記入します。カード番号は入力しないでください。
billing-saved = 請求情報を保存しました。
billing-edit-mfa = 編集するには、MFA 認証を行ったセッションが必要です。
billing-edit-root = このアカウントでは、ルートユーザーのみが編集できます。
country-japan = 日本
country-united-states = アメリカ合衆国
country-united-kingdom = 英国
country-germany = ドイツ
country-france = フランス
country-singapore = シンガポール
country-korea = 大韓民国
country-taiwan = 台湾
country-australia = オーストラリア
error-line-max = { $max } 文字以内で入力してください。
error-tax-form = 日本の登録番号は、T と 13 桁の数字で入力してください。
error-tax-digits = 登録番号の数字が正しくありません。入力した番号を確認してください。
error-billing-phone = 電話番号は、数字と + ( ) - スペースで入力してください。
error-currency = 一覧にある通貨を選択してください。
error-card-number = クレジットカードなどの番号が含まれているようです。カードは使用できません。ここに入力した内容はほかのユーザーも閲覧できるため、番号を削除してください。

## IAM access to billing

billing-access-title = IAM ユーザーおよびロールによる請求情報へのアクセス
billing-access-lead = 無効になっている間は、AdministratorAccess を持つユーザーを含め、ルートユーザー以外はこのアカウントの請求情報を表示できません。有効にしたあとも、ユーザーとロールには、許可するポリシーが必要です。
billing-access-activate = IAM アクセスを有効化
billing-access-activate-hint = billing:GetBillingDetails または billing:GetBillingData がポリシーで許可されているユーザーとロールが、表示できるようになります。
billing-access-edit = IAM ユーザーとロールによる編集を許可
billing-access-edit-hint = billing:UpdateBillingPreferences がポリシーで許可されているユーザーとロールが、請求情報を編集できるようになります。IAM アクセスが有効な場合にのみ機能します。
billing-access-saved = 請求情報への IAM アクセスを変更しました。
billing-access-off = 無効
billing-access-view = 有効 (表示のみ)
billing-access-both = 有効 (表示と編集)
billing-access-change = IAM アクセスの編集
billing-off = 請求情報への IAM アクセスは無効になっています
billing-off-text = このアカウントのルートユーザーが、IAM ユーザーおよびロールによる請求情報へのアクセスを有効にするまで、どのポリシーでも許可できません。ルートユーザーの管理者に依頼してください。
billing-edit-off = 請求情報を編集できるのはルートユーザーのみです
billing-edit-off-text = このアカウントのルートユーザーが、IAM ユーザーとロールによる編集を許可するまで、どのポリシーでも許可できません。ルートユーザーの管理者に依頼してください。
mail-billing-access = 請求情報への IAM アクセスが変更されました
mail-billing-access-text = { $whose }のセッションで、このアカウントの請求情報をルートユーザー以外が表示または編集できるかどうかの設定が変更されました。
mail-billing-access-to-do = すぐにサインインし、「{ $menu }」で IAM アクセスの設定を確認したうえで、パスワードを変更し、ほかのセッションをすべて終了してください。
