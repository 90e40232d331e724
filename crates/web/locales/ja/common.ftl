### Japanese, a first language of this console: written, not translated. Terms: docs/glossary.md.

## The frame

skip-link = 本文へ移動
nav-label = コンソール
nav-menu = メニュー
nav-iam = Identity and Access Management (IAM)
nav-dashboard = ダッシュボード
nav-access = アクセス管理
nav-users = ユーザー
nav-account = アカウント設定
nav-own = 自分の認証情報
nav-security-credentials = セキュリティ認証情報
nav-sessions = セッション
breadcrumb = 現在の場所
menu-label = アカウントメニュー
sign-out = サインアウト
lang-label = 言語
root-user = ルートユーザー
iam-user = IAM ユーザー
account-id = アカウント ID
account-name = アカウント名
account-alias = アカウントエイリアス
sign-in-url = このアカウントの IAM ユーザーのサインイン URL

## States and small words

tone-done = 完了
tone-note = お知らせ
tone-warning = 注意
tone-refused = エラー
copy = コピー
copied = コピーしました
cancel = キャンセル
next = 次へ
save = 保存
delete = 削除
edit = 編集
never = なし
not-set = 未設定
optional = 任意
lacks-show = { $action } が許可されていないため、表示していません。
lacks-do = { $action } が許可されていないため、操作できません。
sentence-gap = { "" }
errors-title = 入力内容を確認し、もう一度送信してください

## Fields that several pages have

user-name = ユーザー名
password = パスワード
password-current = 現在のパスワード
password-new = 新しいパスワード
password-new-again = 新しいパスワード (確認用)
password-hint = 8～128 文字で入力してください。いくつかの単語を並べると、覚えやすく強いパスワードになります。記号は必須ではありません。
device = デバイス

## What is wrong with a field

error-account-id-or-alias = 12 桁のアカウント ID、またはアカウントエイリアスを入力してください。
error-account-name = 1～50 文字で入力してください。< と > は使用できません。
error-alias = 3～63 文字の半角英小文字、数字、ハイフンで入力してください。ハイフンは先頭と末尾に置けず、連続もできません。12 桁の数字だけのエイリアスは使用できません。
error-alias-taken = このエイリアスは別のアカウントで使用されています。別のエイリアスを入力してください。
error-email = name@example.com の形式で入力してください。
error-user-name = 1～64 文字の半角英数字と記号 + = , . @ _ - で入力してください。空白は使用できません。
error-user-exists = 同じ名前のユーザーが存在します。別の名前を入力してください。
error-users-max = このアカウントのユーザー数は上限の 5,000 に達しています。不要なユーザーを削除してから作成してください。
error-name-differs = ユーザー名と一致しません。上に表示されている名前をそのまま入力してください。
error-device-name = 1～128 文字の半角英数字と記号 + = , . @ _ - で入力してください。日本語はラベルに入力できます。
error-device-label = 60 文字以内、1 行で入力してください。
error-device-exists = 同じ名前のデバイスがこのアカウントに存在します。別の名前を入力してください。
error-devices-max = MFA デバイスは上限の 8 台まで割り当て済みです。不要なデバイスを削除するか、交換してください。
error-code = 認証アプリに表示されている 6 桁の数字を入力してください。
error-password-missing = パスワードを入力してください。
error-password-short = 8 文字以上にしてください。
error-password-long = 128 文字以内にしてください。
error-password-common = 攻撃者が最初に試すパスワードの一覧に含まれています。別のパスワードにしてください。
error-password-own-name = 名前やアドレスをそのままパスワードにすることはできません。
error-password-same = 現在のパスワードと同じです。別のパスワードにしてください。
error-password-shorter-than = アカウントのパスワードポリシーにより、{ $least } 文字以上が必要です。
error-password-no-symbol = アカウントのパスワードポリシーにより、記号 (! @ # $ % & * _ + - = など) が必要です。
error-password-no-number = アカウントのパスワードポリシーにより、数字が必要です。
error-password-no-uppercase = アカウントのパスワードポリシーにより、英大文字 (A～Z) が必要です。
error-password-no-lowercase = アカウントのパスワードポリシーにより、英小文字 (a～z) が必要です。
error-password-reused = アカウントのパスワードポリシーにより、過去 { $remembered } 回以内に使用したパスワードは再使用できません。
error-password-current = 現在のパスワードと一致しません。
error-passwords-differ = 2 つのパスワードが一致しません。
