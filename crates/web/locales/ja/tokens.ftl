# ハードウェア TOTP トークンと、デバイスの時刻のずれ

wizard-kind-token = ハードウェア TOTP トークン
wizard-kind-token-hint = 画面の付いた小型の機器です。組織から受け取ったものを使用します。本体に印字されたシリアル番号が必要です。

token-title = ハードウェア TOTP トークンの追加
token-device = デバイス名
token-serial = シリアル番号
token-serial-hint = トークンの裏面に印字されています。大文字と小文字は区別されません。
token-codes = 連続する 2 つのコードの入力
token-codes-text = トークンに表示されているコードを入力します。次のコードが表示されるのを待って、それも入力してください。
token-code-hint = トークンに表示されている 6～8 桁の数字
token-unavailable = このシリアル番号のトークンは追加できません。番号を確認してください。番号が正しい場合は、トークンの配布元に問い合わせてください。
token-codes-wrong = コードが一致しません。シリアル番号を確認し、連続する 2 つの新しいコードを入力してください。
token-codes-same = 同じコードが 2 回入力されました。トークンに次のコードが表示されるのを待って、2 つ目に入力してください。
token-expires = 有効期限: { $date }

error-token-serial = トークンに印字されているシリアル番号を入力してください。使用できる文字は、英数字と + = / : , . @ _ - です。
error-code-digits = デバイスに表示されている { $digits } 桁の数字を入力してください。
error-code-token = トークンに表示されている 6～8 桁の数字を入力してください。

drift-label = 時刻
drift-seconds-ahead = 約 { $seconds } 秒進み
drift-seconds-behind = 約 { $seconds } 秒遅れ
drift-minutes-ahead = 約 { $minutes } 分進み
drift-minutes-behind = 約 { $minutes } 分遅れ
drift-none = 時刻のずれは確認されていません。
drift-advice-app = スマートフォンの日付と時刻を自動設定にしてから、再同期してください。
drift-advice-token = ずれは自動的に補正され、コードは受け付けられます。対応は不要です。
drift-advice-far = 時刻が大きくずれています。コードはまだ受け付けられますが、使えなくなる前にトークンを交換してください。
