"""The search of personal_data_test.py finds what it is to find, however it is written, and nothing else."""
import base64
import json
import unicodedata
import unittest

import markers

NAME = "Đặng Xoắnmốc Thị Quỳnh"
NUMBER = "015187774411"


class SearchTest(unittest.TestCase):
    def setUp(self):
        self.search = markers.Search({"name": NAME, "number": NUMBER, "key": bytes(range(200, 232))})

    def found(self, data):
        found = {what.split(" ")[0] for what in self.search.find(data)}
        # Much is searched in another way than little.
        self.assertEqual({what.split(" ")[0] for what in self.search.find(bytes(markers.LITTLE) + data)}, found)
        return found

    def test_texts_in_any_spelling_and_encoding(self):
        for text in (NAME, NAME.upper(), NAME.lower(), "DANG XOANMOC THI QUYNH", "dang xoanmoc thi quynh", "Dang Xoanmoc Thi Quynh"):
            for form in ("NFC", "NFD"):
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    data = b"\x00before " + unicodedata.normalize(form, text).encode(encoding) + b" after\xff"
                    self.assertEqual(self.found(data), {"name"}, (text, form, encoding))

    def test_base64_whatever_stands_around(self):
        for before in range(8):
            for after in range(4):
                data = base64.b64encode(b"x" * before + NUMBER.encode() + b"y" * after)
                self.assertEqual(self.found(b"{" + data + b"}"), {"number"}, (before, after))
                data = base64.urlsafe_b64encode(b"\xfb" * before + bytes(range(200, 232)) + b"\xff" * after).rstrip(b"=")
                self.assertEqual(self.found(data), {"key"}, (before, after))

    def test_bytea_in_a_dump(self):
        for text in (NAME.encode().hex(), NAME.upper().encode().hex().upper()):
            self.assertEqual(self.found(f"\\\\x0a1f{text}00".encode()), {"name"})

    def test_it_says_what_and_how(self):
        self.assertIn("name as it is, without accents, lower case", self.search.find(b"dang xoanmoc thi quynh"))

    def test_what_is_masked_or_of_another_is_not_found(self):
        other = {"name": "Đ. X. T. Quỳnh", "number": "********4411", "key": base64.b64encode(bytes(range(199, 231))).decode(),
                 "text": "Đặng Thị Quỳnh", "longer": NUMBER[:-1] + "2"}
        for text in (json.dumps(other), json.dumps(other, ensure_ascii=False)):
            for encoding in ("utf-8", "utf-16"):
                self.assertEqual(self.search.find(text.encode(encoding)), [])

    def test_a_value_with_a_line_end_in_much(self):
        self.search.add("lines", b"two\nlines")
        self.assertEqual(self.found(b"abc two\nlines abc"), {"lines"})

    def test_what_would_be_found_by_chance_is_refused(self):
        with self.assertRaises(ValueError):
            self.search.add("year", "1987")


if __name__ == "__main__":
    unittest.main(verbosity=2)
