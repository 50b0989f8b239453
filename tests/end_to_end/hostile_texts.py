"""A Streamlit script that puts texts an attacker may choose wherever Markdown is rendered."""

import streamlit as st

from omnitrackiq.reporting.text import plain

TEXTS = (
    "www.evil.com",
    "see https://evil.com/?a=b&c=d now",
    "HTTP://EVIL.COM and WWW.EVIL.COM",
    "write to me@evil.com",
    "[click](https://evil.com)",
    "![x](https://evil.com/pixel.png)",
    "<img src=x onerror=alert(1)><b>bold</b>",
    "**bold** _it_ ~~gone~~ `code` __b__",
    ":smile: :material/home: :material_home: :streamlit: :red[text] :red-badge[b] :small[x]",
    "$x^2$ and $$y$$ costs $5 or $6",
    "# heading",
    "- list",
    "1. first",
    "> quote",
    "| a | b |",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "&lt;b&gt; &#x41; &copy;",
    "back\\slash \\* [x]: http://evil.com",
    "[x]: http://evil.com 'title'",
    "[x] [x][] [[x](http://a.b)](http://c.d) ][ ]( )",
    "[^1] [x][1] ^sup^ ==mark== ---",
    "https://[::1]/ ftp://evil.com mailto:a@b.co xmpp:a@b.co",
    "12:30:45 e.g. a.b.c-d_e (x) {y} 50% off! 'q' \"r\"",
    "emoji 🙂 ünïcödé 日本",
)


def main() -> None:
    """Draw every text as metric label, value, delta and help, in Markdown, captions, titles, buttons and alerts."""
    for number, text in enumerate(TEXTS):
        safe = plain(text)
        with st.container(key=f"text_{number}"):
            st.metric(safe, safe, delta=safe, delta_arrow="off", help=safe)
            st.markdown(safe)
            st.caption(safe)
            st.subheader(safe, anchor=False)
            st.button(safe, key=f"button_{number}")
            st.info(safe, title=safe)
            st.badge(safe)
            st.checkbox(safe, key=f"check_{number}")
            st.tabs([safe])
            st.segmented_control("choice", [safe], key=f"choice_{number}", label_visibility="collapsed")


if __name__ == "__main__":
    main()
