"""The desk (值班台): a web page where the office does its work; forms to calls of use cases.

One page is one module with a blueprint named ``page`` and one template of the same name; the
module stands in ``application.PAGES``. Who is asking, from where and by what right is settled in
``guard`` before any page is reached.
"""
