"""Connects as the blog post about custom authentication does, and prints what happens. Arguments: port, CA file, ALPN, client id,
user, password, topic, MQTT version (3 or 5)."""

import ssl
import sys

import paho.mqtt.client as mqtt

port, ca, alpn, client_id, user, password, topic, version = sys.argv[1:]


def ssl_alpn():
    context = ssl.create_default_context()
    context.set_alpn_protocols([alpn])
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.load_verify_locations(cafile=ca)
    return context


def on_connect(client, userdata, flags, code, properties=None):
    print("connected:", code, flush=True)
    if int(getattr(code, "value", code)) != 0:
        client.disconnect()
    else:
        client.subscribe(topic, qos=1)


def on_subscribe(client, userdata, mid, granted, properties=None):
    print("subscribed:", *granted, flush=True)
    client.publish(topic, "hello from paho", qos=1)


def on_message(client, userdata, message):
    print("received:", message.topic, message.payload.decode(), flush=True)
    client.disconnect()


def on_disconnect(client, userdata, code, properties=None):
    print("disconnected:", code, flush=True)
    client.disconnect()


client = mqtt.Client(client_id=client_id, protocol=mqtt.MQTTv5 if version == "5" else mqtt.MQTTv311)
client.tls_set_context(context=ssl_alpn())
client.username_pw_set(user, password)
client.on_connect = on_connect
client.on_subscribe = on_subscribe
client.on_message = on_message
client.on_disconnect = on_disconnect
try:
    client.connect("localhost", port=int(port))
    client.loop_forever(retry_first_connection=False)
except OSError as error:
    print("failed:", error, flush=True)
