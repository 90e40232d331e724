### 日本語。用語は docs/glossary.md。

## 監査のための、全アカウントのレポート

report-title = 全アカウントの MFA の状況
report-lead = 多要素認証 (MFA) を使ってサインインしている人と、まだの人の一覧です。
report-made = 作成日時
report-zone = タイムゾーン
report-installation = サーバー
report-totals = 合計
report-accounts = アカウント数
report-roots = MFA のあるルートユーザー
report-past-due = 期限を過ぎても MFA のないルートユーザー
report-users = MFA のあるコンソールユーザー
report-of = { $whole } のうち { $part } ({ $percent }%)
report-of-none = 対象なし
report-each = アカウントごとの状況
report-account = アカウント
report-root = ルートユーザーの MFA
report-due = 期限
report-days = 残り日数
report-told = 最後のお知らせ
report-without = MFA のないユーザー
report-assignees = 担当者
report-root-has = 割り当て済み
report-root-free = なし (必須ではありません)
report-root-first = { $days ->
     [0] なし (最初のサインインから必須)
    *[other] なし (MFA なしの最初のサインインから { $days } 日後に必須)
}
report-root-until = まだありません
report-root-past = なし (期限を過ぎています)
report-days-over = { $days ->
     [0] 本日から超過
    *[other] { $days } 日超過
}
report-nobody = なし
report-nothing = –
report-told-announced = 必須化のお知らせ
report-told-days = { $days } 日前のお知らせ
report-told-in-effect = 必須になったお知らせ
report-empty = アカウントはまだありません。
report-progress = 推移
report-progress-lead = サーバーの稼働中に 1 日 1 回数えたものです (UTC)。
report-day = 日付
report-foot = Sekisho の { $command } で作成しました。このページはこれだけで完結しており、何も読み込まず、何も実行しません。
