"""Texts that attackers put where a name, an id, a filter or a campaign is expected."""

SQL = (
    "' OR 1=1 --",
    "'; drop table workspaces; --",
    '"; delete from marts.orders; --',
    "$$; select pg_sleep(5); $$",
    "ʼ OR ʼ1ʼ=ʼ1",
    "1) union select sealed_secrets from connections --",
    "\\'; attach '/etc/passwd' as x; --",
    "%27%20OR%201=1",
)
TEMPLATES = ("{{ env_var('OMNITRACKIQ_SECRET_KEY') }}", "{% for x in () %}{% endfor %}", "${jndi:ldap://127.0.0.1/a}")
PATHS = ("../../etc/passwd", "..%2f..%2fcontrol.sqlite", "/etc/passwd", "brand/../other", "brand\x00", "C:\\windows")
MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "[x](javascript:alert(1))",
    "![x](http://127.0.0.1:9/pixel.png)",
    "&lt;b&gt;&#60;b&#62;",
    ":red[x] :material/home: $x^2$",
)
HEADERS = ("a\r\nBcc: eve@example.com", "a\nX-Forged: 1", "a%0d%0aSet-Cookie: x=1")

EVERYTHING = (*SQL, *TEMPLATES, *PATHS, *MARKUP, *HEADERS)
