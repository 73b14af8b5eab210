/** Traps of every NanoMQ client. */
const NANOMQ = [
  "NanoMQ はサーバーの証明書を検証せず、それを変える設定もありません。AWS までのネットワークを信頼できない場合は、mosquitto のブリッジを使ってください。",
  "NanoMQ には TLS 付きのビルドが必要です。-slim か -full で終わるイメージのタグ、または NNG_ENABLE_TLS=ON です。",
];
/** Traps of every mosquitto bridge. */
const MOSQUITTO = [
  "どちらの再起動中にもメッセージを失わないためには、ローカルのブローカーで persistence true と persistence_location を設定し、そのクライアントで QoS 1 を使ってください。mosquitto は終了時にメッセージを保存します。停電にも備えるには autosave_on_changes true と autosave_interval 1 を設定してください。",
  "アカウントの上限を上げていなければ、AWS IoT Core はブリッジのセッションを 1 時間保ちます。mosquitto は max_queued_messages で変えないかぎり 1000 件のメッセージをためます。",
];
/** Traps of every AWS IoT Device SDK v2. */
const SDK = [
  "SDK はどのユーザー名にも ?SDK=… を付けます。このプロジェクトの関数は、最初の疑問符より前をログイン名として使います。",
  "ポリシーが拒否した発行はエラーになりません。確認応答が理由コード 135 で返ります。",
];

/** The sentences of `traps` of each client in Japanese, in the same order. */
export const JAPANESE_TRAPS: Readonly<Record<string, readonly string[]>> = {
  cloudprnt: [
    'パスワードはフィールド "password" に書かれます。ファイルは HTTPS で、そのプリンターだけに渡してください。',
  ],
  "mosquitto-bridge": MOSQUITTO,
  "nanomq-bridge": [
    ...NANOMQ,
    "バージョン 0.23.7 から 0.24.12 は必ずプロトコルレベル 0x84 を送りますが、AWS IoT Core が受け付けるかどうかは分かっていません。0.24.13 以降では no_local_v4 = false で防げます。",
    "キー bridges.aws は AWS SDK 付きのビルド用です。このビルドはどのイメージにもパッケージにもなく、ポート 443 で ALPN x-amzn-mqtt-ca だけを送るため、証明書しか使えません。同じことは bridges.mqtt でできます。",
  ],
  "nanomq-bridge-classic": [
    ...NANOMQ,
    "0.20 以降、この形式のトピックのキーは別のもの (forwards.1.remote_topic、subscription.1.remote_topic) になり、ここのキーは読まれません。そこでは nanomq-bridge を使ってください。",
    "aws.bridge で始まるキーは AWS SDK 付きのビルド用です。同じことは bridge.mqtt でできます。",
  ],
  "emqx-bridge": [
    "static_clientids がないと EMQX は独自のクライアント ID を作るため、グループの規則で接頭辞により許可する必要があります。そのフィールド node には、このノードの名前 (emqx ctl status で表示されます) を書く必要があります。",
    "AWS IoT Core は同じクライアント ID の 2 つの接続のうち古いほうを閉じるため、クラスターのほかのノードにはそれぞれ別のクライアント ID がリストに必要です。",
  ],
  "home-assistant": [
    "Home Assistant は自分のブローカーに接続したままです。検出と birth のメッセージはそこで保持され、AWS には送られません。",
    "ブリッジは下のトピックだけを転送します。Home Assistant では普通の MQTT トピックです。",
    ...MOSQUITTO,
  ],
  esphome: [
    "birth、will、検出のメッセージは、ここのように止めないかぎり保持されます。RETAIN を付けるには retain の規則が必要です。",
    "ESPHome で TLS を使えるのは、certificate_authority を書き、ESP-IDF フレームワークを使う場合だけです。",
  ],
  "node-red": [
    "mqtt in ノードは、指定しないと QoS 2 で購読し、AWS IoT Core はこれを拒否します。ここのノードは 0 か 1 を指定しています。",
    "デプロイ時にパスワードは尋ねられません。パスワードはブローカーノードの credentials にあり、フローのデプロイ時に Node-RED が暗号化します。",
  ],
  mqttx: [
    "MQTTX はクライアント ID に時刻を付けることがあり、グループはこれを許可しません。ここでは無効にしています。",
    "MQTTX は画面で選んだ QoS で購読します。AWS IoT Core は 2 を拒否するので、0 か 1 を選んでください。",
  ],
  tasmota: [
    "ESP32 用のビルドでは、どれでもこの設定を使えます。ESP8266 では zbbridge のビルドか、USE_MQTT_TLS と USE_MQTT_AWS_IOT_LIGHT を付けた自分のビルドが必要です。",
    "Tasmota が対応しているのは TLS 1.2 の ECDHE-RSA-AES128-GCM-SHA256 だけです。TLS 1.3 だけのセキュリティポリシーを持つエンドポイントや、ECDSA 証明書だけのエンドポイントには接続できません。",
    "FullTopic には %topic% の代わりにトピックそのものを書きます。%topic% があると、Tasmota はグループのトピックと fallback トピックも購読し、グループはこれを許可しません。",
    "SetOption90 1 は、接続時に自分のコマンドのトピックへ発行するのを止めます。これもグループは許可しません。",
    "USE_TASMOTA_DISCOVERY 付きのビルドは、接続のたびに tasmota/discovery/ と MAC アドレスのトピックへ発行し、再起動後も残る設定では止められません。グループに tasmota/discovery/# への発行を許可するか、それを含まないビルドを使ってください。そうしないと、AWS IoT Core が接続のたびに切断します。",
    "Tasmota は AWS に RETAIN を送りません。# で始まる行は説明です。最後の行だけを貼り付けてください。",
  ],
  "esp-idf": [
    "ESP-IDF の mbedTLS は ALPN を、OpenSSL の長さ付きの形ではなく、NULL で終わる文字列のリストで受け取ります。",
    "最初の接続の前に時計を合わせる (SNTP) 必要があります。合っていないと、サーバーの証明書はまだ有効でないと判断されます。",
  ],
  "arduino-esp32": [
    "PubSubClient は QoS 0 だけで発行し、setBufferSize で上限を変えないかぎり、256 バイトを超えるパケットを破棄します。",
    "プロトコルのリストは接続のあいだメモリーに残っている必要があるため、ここでは static です。",
    "最初の接続の前に時計を合わせる必要があります。合っていないと、サーバーの証明書はまだ有効でないと判断されます。",
  ],
  micropython: [
    "最初の接続の前に時計を合わせる (ntptime.settime()) 必要があります。合っていないと、サーバーの証明書はまだ有効でないと判断されます。",
    "ライブラリ umqtt.simple は自分では再接続しません。umqtt.robust は再接続します。",
  ],
  "paho-python": [
    "ライブラリは拒否されたログインを際限なく繰り返します。理由は on_connect に渡されます。MQTT 3.1.1 では、ポリシーがメッセージを拒否すると、AWS IoT Core が接続を閉じます。",
  ],
  "paho-c": [
    "OpenSSL は ALPN を、名前の前に長さを付けた形で受け取ります。ここの配列がその形です。",
    "TLS 用のライブラリは paho-mqtt3cs です。paho-mqtt3c では SSL の設定が無視されます。",
  ],
  "paho-java": [
    "この設定はユーザー名とパスワードでログインします。Paho で証明書を使うには自作のソケットファクトリーが必要ですが、HiveMQ のクライアントにはそのための設定があります。",
    "URL は wss:// で始まり、パスは /mqtt です。",
  ],
  "hivemq-java": [
    "WebSocket のパスは、スラッシュなしで mqtt と書きます。",
    "証明書には、Java では PKCS #12 のキーストアが必要です: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out device.p12",
  ],
  mqttnet: ["Windows の SslStream には PKCS #12 の証明書が必要です。PEM だけから作った鍵は TLS に使われません。"],
  "php-mqtt": [
    "設定は 1 行目の <?php で始まるため、その上にコメントを置けません。",
    "QoS 1 のメッセージは、クライアントが発行したものも含めて、loop() が動いている間だけ確認応答されます。",
  ],
  mqttjs: ["MQTT.js は拒否された接続を 1 秒ごとに試みます。理由はイベント error で分かります。"],
  "mqttjs-browser": [
    "ページはトークンかパスワードでログインし、証明書は使いません。ページを開ける人は誰でも、その中のシークレットを読めます。",
    "パスワードは訪問のあとも有効なので、署名を使うスタックのほうが適しています。サーバーが訪問者ごとのページに、短時間だけ有効なトークンを入れてください (token issue --expires 15m)。",
    "ページが閉じられると、ブラウザーは Close フレーム (1001) を送り、AWS IoT Core はこれをクライアント自身の終了とみなします。will メッセージはネットワークが切れたときに発行され、ページが閉じられたときには発行されません。",
    "ブラウザーは WebSocket にヘッダーを付けられません。トークンは、ここのように MQTT のユーザー名に入れるか、URL に入れます。",
  ],
  "aws-sdk-js": [
    ...SDK,
    "ここではトークンの署名をパーセントエンコードする必要があります。1.19 (2023 年 12 月) より前のバージョンでは違いました。",
  ],
  "aws-sdk-python": SDK,
  "aws-sdk-java": SDK,
};

/** Which of a client's keys could not be compared (`keys.compared.unchecked`), in Japanese. */
export const JAPANESE_UNCHECKED: Readonly<Record<string, string>> = {
  cloudprnt:
    "deviceSubscribeTopicName と devicePublishTopicName (Star のマニュアルだけにあります)、およびプリンターがそれらを settingForMQTT の中で読むかどうか",
  tasmota: "実機、および最初の 2 つの文が挙げる暗号スイートとビルド",
  "arduino-esp32": "configTime (コアの esp32-hal-time.c のもの)",
  mqttnet: "CreateFromPemFile と CreateFromPem (.NET 自身のもの)",
};
