#!/usr/bin/python3
"""A mail relay (aiosmtpd) on 127.0.0.1 that speaks TLS, wants a login and fails as it is told.

relay.py CERT KEY USER PASSWORD: prints {"smtps": port, "starttls": port} and then a line of JSON for each mail taken.
The recipient's name says how it fails: busy450 at RCPT, gone550 at RCPT, full452 and refused554 after DATA, cut in DATA.
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

cert, key, user, password = sys.argv[1:5]
ANSWERS = {"full452": "452 4.2.2 The mailbox is full", "refused554": "554 5.7.1 Not from here"}


def say(thing):
    print(json.dumps(thing, ensure_ascii=False), flush=True)


def login(server, session, envelope, mechanism, data):
    ok = isinstance(data, LoginPassword) and data.login == user.encode() and data.password == password.encode()
    say({"login": ok, "encrypted": session.ssl is not None})
    return AuthResult(success=ok, handled=False)


class Relay:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("busy450"):
            return "450 4.2.1 <%s>: try again later" % address
        if address.startswith("gone550"):
            return "550 5.1.1 <%s>: no such user here" % address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "cut":
            server.transport.abort()
            return "250 OK"
        if name in ANSWERS:
            return ANSWERS[name]
        say({"to": envelope.rcpt_tos[0], "from": envelope.mail_from, "encrypted": session.ssl is not None,
             "login": bool(session.authenticated), "text": envelope.content.decode("utf-8", "replace")})
        return "250 OK"


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(cert, key)


def implicit():
    """TLS from the first byte. The protocol does not know of it, so that a login must be allowed by hand."""
    return SMTP(Relay(), authenticator=login, auth_required=True, auth_require_tls=False)


def explicit():
    return SMTP(Relay(), authenticator=login, auth_required=True, tls_context=context, require_starttls=True)


async def port_of(factory, **options):
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0, **options)
    return server, server.sockets[0].getsockname()[1]


async def main():
    encrypted, smtps = await port_of(implicit, ssl=context)
    plain, starttls = await port_of(explicit)
    say({"smtps": smtps, "starttls": starttls})
    async with encrypted, plain:
        await asyncio.Event().wait()


asyncio.run(main())
