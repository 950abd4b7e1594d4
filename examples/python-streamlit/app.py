import streamlit as st

st.set_page_config(page_title="Greeting")
st.title("Hello from Streamlit")
