### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## Contacts of the account

contacts-title = 連絡先
contacts-open = 連絡先を開く
contacts-lead = アカウントの連絡先情報と、請求・オペレーション・セキュリティの代替の連絡先です。
contacts-information = 連絡先情報
contacts-alternate = 代替の連絡先
contacts-alternate-lead = ルートユーザーとは別に通知を受け取る連絡先です。ルートユーザーの E メールアドレスは変わりません。
contacts-billing = 請求の連絡先
contacts-billing-hint = 請求書や支払いに関する問い合わせ先です。現在、この連絡先にメールは送信されません。
contacts-operations = オペレーションの連絡先
contacts-operations-hint = MFA の必須化に関する通知の写しを受け取ります。
contacts-security = セキュリティの連絡先
contacts-security-hint = セキュリティに関するすべての通知の写しを、本人とは別に受け取ります。
contacts-name = 氏名
contacts-job = 役職
contacts-email = E メールアドレス
contacts-phone = 電話番号
contacts-phone-hint = +81 3-1234-5678 のように、+ と国番号で始めます。
contacts-full-name = 氏名
contacts-company = 会社名
contacts-country = 国または地域のコード
contacts-country-hint = JP のような 2 文字のコードです。
contacts-postal-code = 郵便番号
contacts-state = 都道府県
contacts-city = 市区町村
contacts-district = 地区
contacts-line-1 = 番地
contacts-line-2 = 建物名など
contacts-line-3 = 部屋番号など
contacts-website = ウェブサイトの URL
contacts-delete = この連絡先を削除
contacts-saved = 連絡先を保存しました。
error-phone = 数字、スペース、記号 ( ) + - を使い、25 文字以内で入力してください。
error-international-phone = + と国番号で始め、数字、スペース、記号 ( ) - を使って 20 文字以内で入力してください。
error-country = JP のような 2 文字の国コードを入力してください。
error-missing = この項目を入力してください。
