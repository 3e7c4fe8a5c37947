"""The door of chat platforms: customers write to an official account of WeChat or an app of WeCom and come into the same talks."""
