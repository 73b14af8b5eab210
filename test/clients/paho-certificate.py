"""Logs in with a certificate, subscribes and publishes to its own topic, and prints what happens. Argument: one JSON object; with
`stay`, the program runs until it is disconnected."""

import json
import ssl
import sys

import paho.mqtt.client as mqtt

options = json.loads(sys.argv[1])
own = f"devices/{options['clientId']}/x"
context = ssl.create_default_context(cafile=options["ca"])
context.load_cert_chain(options["cert"], options["key"])
if options.get("alpn"):
    context.set_alpn_protocols([options["alpn"]])
# Over TLS 1.3, connect() succeeds before the server turns the client away, so on_disconnect counts the attempts.
attempts = 2
logged_in = False


def say(*words):
    print(*words, flush=True)


def on_connect(client, userdata, flags, code, properties=None):
    global logged_in
    say("connect answered:", code)
    if int(getattr(code, "value", code)) != 0:
        sys.exit()
    logged_in = True
    client.subscribe([("devices/other/x", mqtt.SubscribeOptions(qos=1)), (own, mqtt.SubscribeOptions(qos=1))])


def on_subscribe(client, userdata, mid, granted, properties=None):
    say("subscribed:", *granted)
    client.publish("devices/other/x", "x", qos=1)
    client.publish(own, "hello from paho", qos=1)


def on_message(client, userdata, message):
    say("received", message.topic, message.payload.decode())
    if not options.get("stay"):
        client.disconnect()


def on_disconnect(client, userdata, code, properties=None):
    global attempts
    attempts -= 1
    say("disconnected:", code)
    if logged_in or attempts == 0:
        sys.exit()


client = mqtt.Client(client_id=options["clientId"], protocol=mqtt.MQTTv5)
client.tls_set_context(context=context)
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.on_disconnect = on_disconnect
try:
    client.connect("localhost", port=options["port"])
    client.loop_forever(retry_first_connection=False)
except OSError as error:
    say("failed:", error)
