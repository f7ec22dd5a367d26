"""The demo: an invented party with a believable year behind it, the same every time it is loaded.

Nobody in it exists. Names are common names drawn at random, addresses of mail end in ``.example``, and there are no
phone numbers, since any eight digits may be somebody's. The units bear names of real places; what they do is invented.
"""
