/** Traps of every NanoMQ client. */
const NANOMQ = [
  "NanoMQ はサーバーの証明書を検証せず、それを変える設定もありません。AWS との間に他人が入れる場所では、mosquitto からブリッジしてください。",
  "TLS 付きのビルドが必要です。-slim か -full で終わるイメージのタグ、または NNG_ENABLE_TLS=ON です。",
];
/** Traps of every mosquitto bridge. */
const MOSQUITTO = [
  "どちらかの再起動中に何も失わないためには、ローカルのブローカーに persistence true と persistence_location が、そのクライアントに QoS 1 が必要です。書き込みは終了時に行われます。停電にも備えるには autosave_on_changes true と autosave_interval 1 を設定してください。",
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
    "バージョン 0.23.7 から 0.24.12 は必ずプロトコルレベル 0x84 を送り、AWS がどう扱うかは知られていません。0.24.13 以降は no_local_v4 = false で送らなくなります。",
    "キー bridges.aws は AWS SDK 付きのビルド用です。このビルドはどのイメージにもパッケージにもなく、ポート 443 で ALPN x-amzn-mqtt-ca だけを送るため、証明書しか使えません。bridges.mqtt ですべて足ります。",
  ],
  "nanomq-bridge-classic": [
    ...NANOMQ,
    "0.20 以降、この形式のトピックのキーは別のもの (forwards.1.remote_topic、subscription.1.remote_topic) になり、ここのキーは読まれません。そこでは nanomq-bridge を使ってください。",
    "aws.bridge で始まるキーは AWS SDK 付きのビルド用です。bridge.mqtt ですべて足ります。",
  ],
  "emqx-bridge": [
    "static_clientids がないと EMQX は独自のクライアント ID を作るため、グループの規則で接頭辞により許可する必要があります。使うときは、ノード名がこのノードのもの (emqx ctl status) でなければなりません。",
    "AWS IoT Core では 2 つの接続のうち新しいほうが残るため、クラスターのほかのノードにはそれぞれ別のクライアント ID がリストに必要です。",
  ],
  "home-assistant": [
    "Home Assistant は自分のブローカーに接続したままです。検出と birth のメッセージは保持されますが、家の外には出ません。",
    "ブリッジは下のトピックだけを運びます。Home Assistant では普通の MQTT トピックです。",
    ...MOSQUITTO,
  ],
  esphome: [
    "birth、will、検出のメッセージは、ここのように止めないかぎり保持されます。RETAIN を付けるには retain の規則が必要です。",
    "TLS は certificate_authority を書いたときだけ、ESP-IDF フレームワークだけで使えます。",
  ],
  "node-red": [
    "mqtt in ノードは、指定しないと QoS 2 で購読し、AWS IoT Core はこれを拒否します。ここのノードは QoS を指定しています。",
    "デプロイ時には何も尋ねられません。パスワードはブローカーノードの credentials にあり、フローのデプロイ時に Node-RED が暗号化します。",
  ],
  mqttx: [
    "MQTTX はクライアント ID に時刻を付けることがあり、グループはこれを許可しません。ここでは無効にしています。",
    "MQTTX は画面で選んだ QoS で購読します。AWS IoT Core は 2 を拒否するので、0 か 1 を選んでください。",
  ],
  tasmota: [
    "ESP32 用のビルドにはどれも必要なものがあります。ESP8266 では zbbridge のビルドか、USE_MQTT_TLS と USE_MQTT_AWS_IOT_LIGHT を付けた自分のビルドが必要です。",
    "Tasmota は TLS 1.2 の ECDHE-RSA-AES128-GCM-SHA256 だけを話します。TLS 1.3 だけのセキュリティポリシーや、ECDSA 証明書だけのエンドポイントには接続できません。",
    "FullTopic には %topic% の代わりにトピックそのものを書きます。その語があると Tasmota はグループのトピックと fallback トピックも購読し、グループはこれを許可しません。",
    "SetOption90 1 は、接続時に自分のコマンドのトピックへ発行するのを止めます。これもグループは許可しません。",
    "USE_TASMOTA_DISCOVERY 付きのビルドは、接続のたびに tasmota/discovery/ と MAC アドレスのトピックへ発行し、再起動後も残る設定では止められません。グループに tasmota/discovery/# への発行を許可するか、それを含まないビルドを使ってください。そうしないと AWS が何度でも接続を切ります。",
    "AWS には RETAIN を送りません。# で始まる行は人のためのものです。最後の行だけを貼り付けてください。",
  ],
  "esp-idf": [
    "ESP-IDF の mbedTLS は ALPN を、OpenSSL の長さ付きの形ではなく、NULL で終わる文字列のリストで受け取ります。",
    "最初の接続の前に時計が合っている (SNTP) 必要があります。合っていないと、サーバーの証明書はまだ有効ではないことになります。",
  ],
  "arduino-esp32": [
    "PubSubClient は QoS 0 だけで発行し、setBufferSize で変えないかぎりパケットは 256 バイトまでです。",
    "プロトコルのリストは接続のあいだメモリーに残っている必要があるため、ここでは static です。",
    "最初の接続の前に時計が合っている必要があります。合っていないと、サーバーの証明書はまだ有効ではないことになります。",
  ],
  micropython: [
    "最初の接続の前に時計が合っている (ntptime.settime()) 必要があります。合っていないと、サーバーの証明書はまだ有効ではないことになります。",
    "ライブラリ umqtt.simple は自分では再接続しません。umqtt.robust は再接続します。",
  ],
  "paho-python": [
    "拒否されたログインは何度でも繰り返されます。理由は on_connect で分かります。MQTT 3.1.1 では、ポリシーが拒否したメッセージで接続が切れます。",
  ],
  "paho-c": [
    "OpenSSL は ALPN を、名前の前に長さを付けた形で受け取ります。ここの配列がその形です。",
    "TLS 用のライブラリは paho-mqtt3cs です。paho-mqtt3c では SSL の設定が無視されます。",
  ],
  "paho-java": [
    "ユーザー名とパスワードでログインします。証明書には自作のソケットファクトリーが必要ですが、HiveMQ のクライアントにはそのための設定があります。",
    "アドレスは wss:// で始まり、パスは /mqtt です。",
  ],
  "hivemq-java": [
    "WebSocket のパスは、スラッシュなしで mqtt と書きます。",
    "証明書には、Java では PKCS #12 のキーストアが必要です: openssl pkcs12 -export -inkey KEY -in CERTIFICATE -out device.p12",
  ],
  mqttnet: ["Windows の SslStream には PKCS #12 の証明書が必要です。PEM だけから作った鍵は TLS に使われません。"],
  "php-mqtt": [
    "設定は 1 行目の <?php で始まるため、その上にコメントを置けません。",
    "QoS 1 のメッセージが確認されるには、発行したものも含めて、ループが動いている必要があります。",
  ],
  mqttjs: ["拒否された接続は 1 秒ごとに繰り返されます。理由はイベント error で分かります。"],
  "mqttjs-browser": [
    "トークンかパスワードでログインし、証明書は使いません。ページを受け取った人は誰でも、その中身を手にします。",
    "パスワードは訪問のあとも有効なので、署名を使うスタックのほうが適しています。サーバーが訪問者ごとのページに、短時間だけ有効なトークンを入れてください (token issue --expires 15m)。",
    "ページが閉じられると、ブラウザーは Close フレーム (1001) を送り、AWS IoT Core はこれをクライアント自身の終了とみなします。will はネットワークが切れたときに発行され、ページが閉じられたときには発行されません。",
    "ブラウザーは WebSocket にヘッダーを付けられません。トークンは、ここのように MQTT のユーザー名に入れるか、アドレスに入れます。",
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
