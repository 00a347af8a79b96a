"""Brings what another system keeps into Stageclock. TG-EDU is the one known so far: `flask import tgedu`."""
