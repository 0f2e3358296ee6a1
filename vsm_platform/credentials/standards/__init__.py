"""The standards of digital credentials: documents, proofs, lists, files, checks. A library of its own.

It knows neither Flask nor a database nor another room. What it builds follows Open Badges 3.0 and
CLR 2.0 (1EdTech) on the Verifiable Credentials Data Model 2.0 (W3C), signed by ``eddsa-rdfc-2022``.
"""
