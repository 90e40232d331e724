### イベントのチェーンのヘッドを知らせるメール

mail-heads-subject = イベント履歴のヘッド ({ $when })
mail-heads-title = イベント履歴のヘッド
mail-heads-lead = { $when } 時点のイベント履歴の状態です (チェーン { $chains } 本)。
mail-heads-keep = このメールは、サーバーの運用担当者が変更も削除もできない場所に保管してください。サーバーとキーを手にした人がイベントを変更または削除しても、後からこのメールと照合して検出できます。わかるのはイベントの件数だけで、イベントの内容は含まれません。
mail-heads-part = { $parts } 通のうち { $part } 通目です。1 通だけでも照合できます。
mail-heads-left-out = ほかに { $count } 本のチェーンがありますが、メールには収まりませんでした。設定ファイルの [events] の export で、ディレクトリへの書き出しを設定してください。
mail-heads-steps = 照合の手順
mail-heads-step-copy = 下のブロックを、BEGIN の行から END の行までコピーし、ファイル (例: heads.txt) に保存します。
mail-heads-step-run = サーバー上で次のコマンドを実行します: { $command }
mail-heads-step-read = 異常があれば 1 件ずつ表示されます。バックアップから復元した場合、そのバックアップより後のメールと照合すると、失われたイベントが報告されます。
